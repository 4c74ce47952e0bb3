package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.EventStream;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.LogLine;
import dev.builderos.gateway.api.StepLogLine;
import dev.builderos.gateway.api.StepView;
import dev.builderos.gateway.api.StreamEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "What the steps of a run wrote.",
        footer = {
            "",
            "  builderos logs latest              all steps, one after the other",
            "  builderos logs latest unit         one step",
            "  builderos logs -f latest           live, as the lines come"
        })
final class LogsCommand extends BaseCommand {
    private static final int PAGE = 5000;

    @Option(
            names = {"-f", "--follow"},
            description = "Live, until the run or the step is over.")
    boolean follow;

    @SuppressWarnings("NullAway.Init")
    @Parameters(index = "0", paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @Nullable
    @Parameters(index = "1", arity = "0..1", paramLabel = "STEP", description = "Only this step.")
    String step;

    LogsCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            String id = RunReference.resolve(client, projectHere(), run);
            List<String> steps =
                    client.run(id).steps().stream().map(StepView::id).toList();
            if (step != null && !steps.contains(step)) {
                throw new CliFailure(
                        ExitCode.NOT_FOUND,
                        "the run has no step `" + step + "`",
                        "it has: " + String.join(", ", steps));
            }
            int width = steps.stream().mapToInt(String::length).max().orElse(0);
            if (follow && step != null) {
                String only = step;
                follow(client.followLog(id, only), line -> print(only, line, width));
            } else if (follow) {
                follow(
                        client.followLogs(id),
                        line -> print(
                                line.step(), new LogLine(line.n(), line.at(), line.stream(), line.text()), width));
            } else {
                (step == null ? steps : List.of(step)).forEach(one -> printAll(client, id, one, width));
            }
            return ExitCode.OK;
        }
    }

    private void printAll(GatewayClient client, String id, String one, int width) {
        long after = 0;
        List<LogLine> lines;
        do {
            lines = client.log(id, one, after, PAGE).lines();
            for (LogLine line : lines) {
                print(one, line, width);
                after = line.n();
            }
        } while (lines.size() == PAGE);
    }

    private <T> void follow(EventStream<T> lines, java.util.function.Consumer<T> show) {
        try (lines) {
            for (Optional<StreamEvent<T>> next = lines.next(); next.isPresent(); next = lines.next()) {
                switch (next.get()) {
                    case StreamEvent.Item<T>(T line) -> show.accept(line);
                    case StreamEvent.Missed<T>(var gap) ->
                        console()
                                .complain(Line.of(
                                        Style.YELLOW, "… " + (gap.to() - gap.from() + 1) + " lines came too fast"));
                    case StreamEvent.Disconnected<T>(int attempt, Duration retryIn) -> {
                        if (attempt == 1) {
                            console()
                                    .complain(
                                            Line.of(Style.YELLOW, "! the server went away; waiting up to 60 s for it"));
                        }
                    }
                    case StreamEvent.Reconnected<T> back ->
                        console().complain(Line.of(Style.GREEN, "the server is back"));
                }
            }
        }
    }

    private void print(String of, LogLine line, int width) {
        if (json) {
            printJson(new StepLogLine(of, line.n(), line.at(), line.stream(), line.text()));
            return;
        }
        Line shown = step == null
                ? Line.of(Style.BOLD, of)
                        .add(" ".repeat(width - of.length() + 1))
                        .add(Style.DIM, "│ ")
                : new Line();
        print(shown.add(line.stream().equals("out") ? Style.PLAIN : Style.DIM, line.text()));
    }
}
