package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.MemberList;
import dev.builderos.gateway.api.TeamClient;

final class MembersListCommand extends BaseCommand {
    MembersListCommand(Session session, String name) {
        super(
                session,
                name,
                "Who belongs to your org.",
                "",
                "An owner may do everything; an admin everything but change owners; a builder has agents change things; a reviewer",
                "answers what others ask for; a viewer looks.",
                "",
                "  builderos members",
                "  builderos members add ann@example.com --role Builder",
                "  builderos members add service:ci --role Builder",
                "  builderos members remove ann@example.com");
    }

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            MemberList all = client.members();
            if (json()) {
                printJson(all);
                return ExitCode.OK;
            }
            if (all.members().isEmpty()) {
                print("nobody yet; invite somebody:  builderos members add ann@example.com --role Builder");
                return ExitCode.OK;
            }
            Table table = new Table("MEMBER", "ROLE", "SIGNED ON", "ADDED BY");
            all.members()
                    .forEach(member -> table.row(
                            Cell.of(member.id()),
                            Cell.of(member.role()),
                            Cell.of(member.joined() ? "yes" : "not yet"),
                            Cell.of(member.addedBy())));
            table.lines().forEach(this::print);
            return ExitCode.OK;
        }
    }
}
