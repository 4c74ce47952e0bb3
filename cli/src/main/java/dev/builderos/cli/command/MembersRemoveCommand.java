package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.MemberList;
import dev.builderos.gateway.api.TeamClient;
import java.util.function.Supplier;

final class MembersRemoveCommand extends BaseCommand {
    private final Supplier<String> member = arguments.parameter("MEMBER", "As the list has it.");

    MembersRemoveCommand(Session session) {
        super(
                session,
                "remove",
                "Take a member out of your org, with all their tokens.",
                "",
                "Within half a minute nothing answers them any more. What they did stays in the record.",
                "",
                "  builderos members remove ann@example.com");
    }

    @Override
    public Integer call() {
        try (TeamClient client = session.team()) {
            MemberList left = client.removeMember(member.get());
            if (json()) {
                printJson(left);
            } else {
                print(Line.of(Style.GREEN, "✓ ").add(member.get() + " does not belong to the org any more"));
            }
            return ExitCode.OK;
        }
    }
}
