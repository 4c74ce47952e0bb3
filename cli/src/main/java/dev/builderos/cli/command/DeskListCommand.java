package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.desk.Desks;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.DeskList;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.util.List;

final class DeskListCommand extends BaseCommand {
    DeskListCommand(Session session) {
        super(session, "list", "The desks there are, and which are applied here.", "", "  builderos desk list");
    }

    @Override
    public Integer call() throws IOException {
        try (GatewayClient client = session.clientOfStartedServer()) {
            DeskList desks = client.desks();
            if (json()) {
                printJson(desks);
                return ExitCode.OK;
            }
            List<String> applied =
                    projectHere().isPresent() ? new Desks(project().root()).applied() : List.of();
            Table table = new Table("DESK", "VERSION", "HERE", "DESCRIPTION");
            desks.desks()
                    .forEach(desk -> table.row(
                            Cell.of(desk.name()),
                            Cell.of(desk.version()),
                            new Cell(Style.GREEN, applied.contains(desk.name()) ? "applied" : ""),
                            Cell.of(desk.description())));
            table.lines().forEach(this::print);
        }
        return ExitCode.OK;
    }
}
