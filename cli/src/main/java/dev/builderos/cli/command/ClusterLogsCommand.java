package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.cluster.Cluster;
import dev.builderos.cli.cluster.Member;
import dev.builderos.cli.terminal.SafeText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

final class ClusterLogsCommand extends BaseCommand {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Supplier<String> part = arguments.parameter("PART", "Which one, as `cluster status` names it.");

    private final Supplier<Integer> lines =
            arguments.option("-n", "COUNT", "The last so many lines; ${DEFAULT-VALUE} unless given.", 200);

    private final Supplier<Boolean> follow =
            arguments.flag("--follow", "-f", "Go on with what is written from now on.");

    /** As it is written with {@code --json}. */
    record Log(String part, String file) {}

    ClusterLogsCommand(Session session) {
        super(
                session,
                "logs",
                "What a part of the cluster has logged.",
                "",
                "What steps print is elsewhere:  builderos logs RUN",
                "",
                "  builderos cluster logs runner-1",
                "  builderos cluster logs policy -f");
    }

    @Override
    public Integer call() throws IOException {
        Cluster cluster = session.cluster();
        Member member = cluster.member(part.get());
        Path log = cluster.log(member);
        if (json()) {
            printJson(new Log(member.name(), log.toString()));
            return ExitCode.OK;
        }
        if (Files.notExists(log)) {
            throw new CliFailure(ExitCode.NOT_FOUND, member + " has logged nothing yet");
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Files.newInputStream(log),
                StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)))) {
            Deque<String> last = new ArrayDeque<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                last.add(line);
                if (last.size() > Math.max(1, lines.get())) {
                    last.remove();
                }
            }
            last.forEach(this::show);
            while (follow.get() && !Thread.currentThread().isInterrupted()) {
                String line = reader.readLine();
                if (line == null) {
                    LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                } else {
                    show(line);
                }
            }
        }
        return ExitCode.OK;
    }

    private void show(String line) {
        console().out().println(SafeText.line(line));
    }
}
