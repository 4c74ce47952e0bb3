package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.MemberRole;
import dev.builderos.gateway.api.MemberView;
import dev.builderos.gateway.api.TeamClient;
import java.util.function.Supplier;

final class MembersAddCommand extends BaseCommand {
    private final Supplier<String> member = arguments.parameter("MEMBER", "An address, or service:NAME.");
    private final Supplier<String> role = arguments.option(
            "--role", "ROLE", "Owner, Admin, Builder, Reviewer or Viewer; ${DEFAULT-VALUE} unless given.", "Viewer");

    MembersAddCommand(Session session) {
        super(
                session,
                "add",
                "Invite somebody to your org, or make a member something else.",
                "",
                "A person is invited by the address of their account at the identity provider; it is theirs when they sign on. A program",
                "is called service:NAME and acts by tokens.",
                "",
                "  builderos members add ann@example.com --role Builder",
                "  builderos members add service:ci --role Viewer");
    }

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            MemberView now = client.putMember(member.get(), new MemberRole(role.get()));
            if (json()) {
                printJson(now);
            } else {
                print(Line.of(Style.GREEN, "✓ ")
                        .add(now.id() + " is " + now.role()
                                + (now.joined() ? "" : "; it is theirs when they sign on")));
            }
            return ExitCode.OK;
        }
    }
}
