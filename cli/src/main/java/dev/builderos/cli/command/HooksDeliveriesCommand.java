package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.DeliveryList;
import dev.builderos.gateway.api.DeliveryView;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.HooksClient;
import java.util.function.Supplier;

final class HooksDeliveriesCommand extends BaseCommand {
    private final Given<String> hook = arguments.optionalParameter("HOOK", HookReference.HELP);

    private final Supplier<Integer> limit =
            arguments.option("-n", "COUNT", "At most so many, 1 to 200; ${DEFAULT-VALUE} unless given.", 10);

    private final Given<String> before = arguments.option("--before", "DELIVERY", "Only older ones: the next page.");

    HooksDeliveriesCommand(Session session) {
        super(
                session,
                "deliveries",
                "What came to an endpoint, and what each pipeline made of it.",
                "",
                "What was not signed with the secret is refused with 401 and leaves nothing here; the server's log has it.",
                "",
                "  builderos hooks deliveries",
                "  builderos hooks deliveries --json | jq '.deliveries[0].verdicts'");
    }

    @Override
    public Integer call() {
        if (limit.get() < 1 || limit.get() > 200) {
            throw new CliFailure(ExitCode.USAGE, "-n is 1 to 200");
        }
        try (GatewayClient client = session.client()) {
            HooksClient hooks = new HooksClient(client);
            String project = projectHere().map(ProjectDirectory::name).orElse(null);
            DeliveryList found = hooks.deliveries(
                    HookReference.resolve(hooks, project, hook.get()).id(), before.get(), limit.get());
            if (json()) {
                printJson(found);
                return ExitCode.OK;
            }
            if (found.deliveries().isEmpty()) {
                print("nothing came yet");
            }
            found.deliveries().forEach(this::show);
            if (found.next() != null) {
                print(Line.of(Style.DIM, "older ones:  the same with  --before " + found.next()));
            }
            return ExitCode.OK;
        }
    }

    private void show(DeliveryView delivery) {
        print(Line.of(Style.BOLD, Names.id(delivery.id()))
                .add("  " + delivery.event() + "  " + delivery.receivedAt())
                .add(
                        Style.DIM,
                        (delivery.attempt() == 0 ? "" : "  delivered again by hand, " + delivery.attempt())
                                + (delivery.conflicts() == 0
                                        ? ""
                                        : "  " + delivery.conflicts() + " × another body under its id, refused")));
        HookVerdicts.show(this, delivery.verdicts());
    }
}
