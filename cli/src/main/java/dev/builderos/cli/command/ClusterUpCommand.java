package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.cluster.Cluster;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

final class ClusterUpCommand extends BaseCommand {
    private static final int MOST_RUNNERS = 8;

    private final Supplier<Integer> runners =
            arguments.option("--runners", "COUNT", "How many runners; ${DEFAULT-VALUE} unless given.", 2);

    ClusterUpCommand(Session session) {
        super(
                session,
                "up",
                "Start what does not run of the cluster, and wait until all of it is ready.",
                "",
                "It goes on when this terminal is closed. After a part was killed, this starts that part again.",
                "",
                "  builderos cluster up",
                "  builderos cluster up --runners 3",
                "  BUILDEROS_HOME=/tmp/trial builderos cluster up     a second one with its own state");
    }

    @Override
    public Integer call() throws IOException {
        if (runners.get() < 1 || runners.get() > MOST_RUNNERS) {
            throw new CliFailure(ExitCode.USAGE, "--runners is 1 to " + MOST_RUNNERS + " on one machine");
        }
        List<Cluster.Standing> members = session.cluster().up(runners.get(), (member, took) -> {
            if (!json()) {
                print(Line.of(Style.GREEN, "✓ ").add(member.name()).add(Style.DIM, "  " + took.toMillis() + " ms"));
            }
        });
        if (json()) {
            printJson(new ClusterStatusCommand.Members(members));
        } else {
            print(Line.of(
                    Style.DIM,
                    "  ready on http://127.0.0.1:" + members.getLast().port()
                            + "; how it is:  builderos cluster status"));
        }
        return ExitCode.OK;
    }
}
