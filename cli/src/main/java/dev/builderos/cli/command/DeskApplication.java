package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.desk.DeskInputs;
import dev.builderos.cli.desk.DeskPlan;
import dev.builderos.cli.desk.Desks;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.DeskBundle;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Applying a desk as two commands do it, and telling what came of it. */
final class DeskApplication {
    private DeskApplication() {}

    /** @param projectName what an input {@code name} is when nobody gave it */
    static DeskPlan apply(
            GatewayClient client, Path root, String reference, Map<String, String> inputs, String projectName)
            throws IOException {
        int sign = reference.indexOf('@');
        String name = sign < 0 ? reference : reference.substring(0, sign);
        String version = sign < 0 ? null : reference.substring(sign + 1);
        DeskBundle desk;
        try {
            desk = client.desk(name, version);
        } catch (GatewayProblem e) {
            if (e.status() != 404) {
                throw e;
            }
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    "there is no desk `" + reference + "`",
                    client.desks().desks().stream()
                            .map(entry -> "there is  " + entry.name() + "@" + entry.version())
                            .toList());
        }
        Map<String, String> values = DeskInputs.resolve(desk, inputs, Map.of("name", projectName));
        return new Desks(root).apply(desk, values);
    }

    static int report(BaseCommand command, String what, DeskPlan plan) {
        if (command.json()) {
            command.printJson(plan);
        } else if (plan.conflicts().isEmpty()) {
            plan.changes()
                    .forEach(change -> command.print(
                            Line.of(Style.GREEN, "  " + change.kind().name().toLowerCase(Locale.ROOT) + "  ")
                                    .add(change.path())));
            if (plan.changes().isEmpty()) {
                command.print("nothing to do for " + what);
            }
        } else {
            command.console()
                    .complain(Line.of(
                            Style.RED,
                            "nothing was changed, because of "
                                    + plan.conflicts().size()
                                    + (plan.conflicts().size() == 1 ? " conflict:" : " conflicts:")));
            plan.conflicts()
                    .forEach(conflict -> command.console()
                            .complain(Line.of("  " + conflict.path() + "  ").add(Style.DIM, conflict.reason())));
        }
        return plan.conflicts().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
