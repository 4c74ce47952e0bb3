package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.DeliveryView;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.HookView;
import dev.builderos.gateway.api.HooksClient;
import java.util.function.Supplier;

final class HooksRedeliverCommand extends BaseCommand {
    private final Supplier<String> delivery = arguments.parameter("DELIVERY", HookReference.DELIVERY);

    private final Given<String> hook = arguments.option("--hook", "HOOK", HookReference.HELP);

    HooksRedeliverCommand(Session session) {
        super(
                session,
                "redeliver",
                "Let a delivery start again what it starts.",
                "",
                "It is considered anew, by the project's newest files, and starts runs of its own.",
                "",
                "  builderos hooks redeliver latest",
                "  builderos hooks redeliver 0192f3a1 --hook hk_9c1f");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            HooksClient hooks = new HooksClient(client);
            HookView from = HookReference.resolve(
                    hooks, projectHere().map(ProjectDirectory::name).orElse(null), hook.get());
            DeliveryView again = hooks.redeliver(
                    from.id(),
                    HookReference.delivery(hooks, from, delivery.get()).id());
            if (json()) {
                printJson(again);
            } else {
                print(Line.of(Style.GREEN, "✓ ").add(again.event() + "  delivered again as " + Names.id(again.id())));
                HookVerdicts.show(this, again.verdicts());
            }
            return ExitCode.OK;
        }
    }
}
