package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.cluster.Cluster;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

final class ClusterUpCommand extends BaseCommand {
    private static final int MOST_RUNNERS = 8;
    private static final String KEYCLOAK = "keycloak";
    private static final String AS_IT_IS = "";

    private final Supplier<Integer> runners =
            arguments.option("--runners", "COUNT", "How many runners; ${DEFAULT-VALUE} unless given.", 2);

    private final Supplier<String> signOn = arguments.option(
            "--sign-on",
            "WHERE",
            "Where people sign on: keycloak, which comes with it, or none; keycloak for a new cluster, and what it has for one that is there.",
            AS_IT_IS);

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
                "  builderos cluster up --sign-on none      you alone, with the token of this home",
                "  BUILDEROS_HOME=/tmp/trial builderos cluster up     a second one with its own state");
    }

    @Override
    public Integer call() throws IOException {
        if (runners.get() < 1 || runners.get() > MOST_RUNNERS) {
            throw new CliFailure(ExitCode.USAGE, "--runners is 1 to " + MOST_RUNNERS + " on one machine");
        }
        if (!Set.of(KEYCLOAK, "none", AS_IT_IS).contains(signOn.get())) {
            throw new CliFailure(ExitCode.USAGE, "--sign-on is keycloak or none");
        }
        List<Cluster.Standing> members = session.cluster().up(runners.get(), wanted(), (member, took) -> {
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

    private Optional<Boolean> wanted() {
        return signOn.get().equals(AS_IT_IS)
                ? Optional.empty()
                : Optional.of(signOn.get().equals(KEYCLOAK));
    }
}
