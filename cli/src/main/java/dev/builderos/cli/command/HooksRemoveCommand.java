package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.HookView;
import dev.builderos.gateway.api.HooksClient;
import java.util.function.Supplier;

final class HooksRemoveCommand extends BaseCommand {
    private final Supplier<String> hook = arguments.parameter("HOOK", "Which endpoint, or how its id begins.");

    HooksRemoveCommand(Session session) {
        super(
                session,
                "remove",
                "Remove an endpoint; what is sent to it is refused from then on.",
                "",
                "  builderos hooks remove hk_9c1f");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            HooksClient hooks = new HooksClient(client);
            HookView found = HookReference.resolve(hooks, null, hook.get());
            hooks.removeHook(found.id());
            if (json()) {
                printJson(found);
            } else {
                print(Line.of(Style.GREEN, "✓ ").add(found.id() + " is removed"));
            }
            return ExitCode.OK;
        }
    }
}
