package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ParkedList;

/** {@code parked} and {@code parked list} are the same. */
final class ParkedListCommand extends BaseCommand {
    private static final int SHOWN = 100;

    ParkedListCommand(Session session, String name) {
        super(
                session,
                name,
                "Messages between services that could not take effect, newest first.",
                "",
                "They are kept. Once what was wrong is mended, have one tried again.",
                "",
                "  builderos parked",
                "  builderos parked list --json | jq '.messages[].reason'",
                "  builderos parked retry 019aa000-1111-7aaa-8bbb-000000000001");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            ParkedList parked = client.parked(SHOWN);
            if (json()) {
                printJson(parked);
            } else if (parked.messages().isEmpty()) {
                print("none is parked");
            } else {
                Table table = new Table("MESSAGE", "WHO COULD NOT TAKE IT", "SINCE", "TRIES", "WHY");
                parked.messages()
                        .forEach(each -> table.row(
                                Cell.of(each.id()),
                                Cell.of(each.consumer()),
                                Cell.of(each.parkedAt().toString()),
                                Cell.of(String.valueOf(each.attempts())),
                                Cell.of(each.reason())));
                table.lines().forEach(this::print);
                if (parked.total() > parked.messages().size()) {
                    print("… and " + (parked.total() - parked.messages().size()) + " older ones");
                }
            }
            return ExitCode.OK;
        }
    }
}
