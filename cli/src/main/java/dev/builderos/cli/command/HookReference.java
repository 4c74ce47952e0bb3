package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.gateway.api.DeliveryView;
import dev.builderos.gateway.api.HookView;
import dev.builderos.gateway.api.HooksClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoints and deliveries as people name them: by an id, by how it begins, or not at all where there is one. */
final class HookReference {
    static final String HELP = "Which endpoint, or how its id begins; not needed where the project has one.";
    static final String DELIVERY = "A delivery's id, how it begins, or `latest`.";

    private static final String LATEST = "latest";
    private static final int LOOKED_AT = 200;

    private HookReference() {}

    static HookView resolve(HooksClient client, @Nullable String project, @Nullable String given) {
        List<HookView> there = client.hooks(given == null ? project : null).hooks();
        List<HookView> fit = there.stream()
                .filter(hook -> given == null || hook.id().startsWith(given))
                .toList();
        if (fit.size() == 1) {
            return fit.getFirst();
        }
        String where = project == null || given != null ? "" : " in " + project;
        if (fit.isEmpty()) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    given == null ? "there is no webhook" + where : "no webhook begins with " + given,
                    "make one with  builderos hooks add github");
        }
        throw new CliFailure(
                ExitCode.USAGE,
                given == null
                        ? "there are " + fit.size() + " webhooks" + where + "; say which one with --hook"
                        : fit.size() + " webhooks begin with " + given + "; give more of the id",
                "they are shown by  builderos hooks list");
    }

    static DeliveryView delivery(HooksClient client, HookView hook, String given) {
        List<DeliveryView> newest =
                client.deliveries(hook.id(), null, LOOKED_AT).deliveries();
        List<DeliveryView> fit = given.equals(LATEST)
                ? newest.stream().limit(1).toList()
                : newest.stream().filter(each -> each.id().startsWith(given)).toList();
        if (fit.size() == 1) {
            return fit.getFirst();
        }
        throw new CliFailure(
                fit.isEmpty() ? ExitCode.NOT_FOUND : ExitCode.USAGE,
                fit.isEmpty()
                        ? "none of the newest " + LOOKED_AT + " deliveries is " + given
                        : fit.size() + " deliveries begin with " + given + "; give more of the id",
                "they are shown by  builderos hooks deliveries");
    }
}
