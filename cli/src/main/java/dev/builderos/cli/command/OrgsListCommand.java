package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.Me;
import dev.builderos.gateway.api.OrgView;
import dev.builderos.gateway.api.TeamClient;
import java.util.List;

final class OrgsListCommand extends BaseCommand {
    OrgsListCommand(Session session, String name) {
        super(
                session,
                name,
                "The orgs that you belong to.",
                "",
                "  builderos orgs",
                "  builderos orgs make acme --name Acme --owner ann@example.com");
    }

    /** What {@code --json} writes. */
    private record Orgs(List<OrgView> orgs) {}

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            Me me = client.me();
            if (json()) {
                printJson(new Orgs(me.orgs()));
                return ExitCode.OK;
            }
            Table table = new Table("ORG", "NAME", "YOU ARE", "");
            me.orgs()
                    .forEach(org -> table.row(
                            Cell.of(org.id()),
                            Cell.of(org.name()),
                            Cell.of(org.role()),
                            Cell.of(org.id().equals(me.org()) ? "here" : "")));
            table.lines().forEach(this::print);
            return ExitCode.OK;
        }
    }
}
