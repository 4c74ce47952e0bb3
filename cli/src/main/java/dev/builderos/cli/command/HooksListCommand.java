package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.HookList;
import dev.builderos.gateway.api.HookView;
import dev.builderos.gateway.api.HooksClient;
import java.util.Locale;
import java.util.function.Supplier;

final class HooksListCommand extends BaseCommand {
    private final Supplier<Boolean> all = arguments.flag("--all", "Of all projects.");

    HooksListCommand(Session session) {
        super(
                session,
                "list",
                "The endpoints of webhooks, of this project or of all.",
                "",
                "  builderos hooks list",
                "  builderos hooks list --all --json | jq -r '.hooks[].id'");
    }

    @Override
    public Integer call() {
        String project =
                all.get() ? null : projectHere().map(ProjectDirectory::name).orElse(null);
        try (GatewayClient client = session.client()) {
            HookList hooks = new HooksClient(client).hooks(project);
            if (json()) {
                printJson(hooks);
            } else if (hooks.hooks().isEmpty()) {
                print("no webhooks yet; make one with  builderos hooks add github");
            } else {
                Table table = new Table("ENDPOINT", "PROJECT", "PROVIDER", "SINCE", "SECRETS");
                hooks.hooks()
                        .forEach(hook -> table.row(
                                Cell.of(hook.id()),
                                Cell.of(hook.project()),
                                Cell.of(hook.provider().name().toLowerCase(Locale.ROOT)),
                                Cell.of(hook.createdAt().toString()),
                                Cell.of(secrets(hook))));
                table.lines().forEach(this::print);
            }
            return ExitCode.OK;
        }
    }

    private static String secrets(HookView hook) {
        return hook.oldSecretUntil() == null ? "one" : "two, the old one until " + hook.oldSecretUntil();
    }
}
