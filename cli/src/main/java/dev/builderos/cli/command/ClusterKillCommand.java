package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.cluster.Member;
import java.io.IOException;
import java.util.function.Supplier;

final class ClusterKillCommand extends BaseCommand {
    private final Supplier<String> part = arguments.parameter("PART", "Which one, as `cluster status` names it.");

    /** As it is written with {@code --json}. */
    record Result(String part, boolean killed) {}

    ClusterKillCommand(Session session) {
        super(
                session,
                "kill",
                "Kill a part of the cluster without a word, to see that nothing is lost.",
                "",
                "  builderos cluster kill runner-1     the other runner takes its runs over",
                "  builderos cluster up                starts it again");
    }

    @Override
    public Integer call() throws IOException {
        Member member = session.cluster().member(part.get());
        boolean killed = session.cluster().kill(member);
        if (json()) {
            printJson(new Result(member.name(), killed));
        } else {
            print(killed ? "✓ killed " + member : member + " is down already");
        }
        return ExitCode.OK;
    }
}
