package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.project.LogPages;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.EventStream;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.LogLine;
import dev.builderos.gateway.api.LogMatches;
import dev.builderos.gateway.api.LogSearch;
import dev.builderos.gateway.api.RecordJson;
import dev.builderos.gateway.api.RunView;
import dev.builderos.gateway.api.StepLogLine;
import dev.builderos.gateway.api.StepView;
import dev.builderos.gateway.api.StreamEvent;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class LogsCommand extends BaseCommand {
    private static final int MATCHES = 1000;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Supplier<Boolean> follow =
            arguments.flag("--follow", "-f", "Live, until the run or the step is over.");

    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Given<String> step = arguments.optionalParameter("STEP", "Only this step.");

    private final Given<String> stepOption = arguments.option("--step", "STEP", "Only this step; the same as STEP.");

    private final Given<String> search = arguments.option("--search", "TEXT", "Only lines with this in them.");

    private final Supplier<Boolean> regex = arguments.flag("--regex", "TEXT is a regular expression (RE2).");

    LogsCommand(Session session) {
        super(
                session,
                "logs",
                "What the steps of a run wrote.",
                "",
                "  builderos logs latest              all steps, one after the other",
                "  builderos logs latest unit         one step",
                "  builderos logs -f latest           live, as the lines come",
                "  builderos logs latest --search FAIL --step unit");
    }

    @Override
    public Integer call() {
        if ((search.get() == null && regex.get())
                || (search.get() != null && follow.get())
                || (step.get() != null && stepOption.get() != null)) {
            throw new CliFailure(
                    ExitCode.USAGE, "--regex goes with --search, --search without -f, and STEP or --step, not both");
        }
        String only = step.get() == null ? stepOption.get() : step.get();
        // Many lines cost little when not each of them is a write of its own.
        PrintStream lines =
                new PrintStream(new BufferedOutputStream(console().out(), BUFFER_BYTES), false, StandardCharsets.UTF_8);
        try (GatewayClient client = session.client()) {
            String id = RunReference.resolve(client, projectHere(), run.get());
            RunView view = client.run(id);
            List<StepView> all = view.steps();
            List<String> steps = all.stream().map(StepView::id).toList();
            if (only != null && !steps.contains(only)) {
                throw new CliFailure(
                        ExitCode.NOT_FOUND,
                        "the run has no step `" + only + "`",
                        "it has: " + String.join(", ", steps));
            }
            Printer printer = new Printer(lines, only == null ? steps : List.of());
            if (search.get() != null) {
                find(client, id, only, search.get(), printer);
            } else if (follow.get() && only != null) {
                follow(client.followLog(id, only), lines, line -> printer.print(only, line));
            } else if (only == null && view.summary().state().terminal()) {
                follow(client.followLogs(id, true), lines, printer::print);
            } else if (follow.get()) {
                follow(client.followLogs(id), lines, printer::print);
            } else {
                for (String one : only == null ? started(all) : List.of(only)) {
                    LogPages.of(client, id, one, line -> printer.print(one, line));
                }
            }
            return ExitCode.OK;
        } finally {
            lines.flush();
        }
    }

    /** The others have written nothing, which is not worth asking for. */
    private static List<String> started(List<StepView> steps) {
        return steps.stream()
                .filter(step -> step.attempt() > 0 || step.reused() != null)
                .map(StepView::id)
                .toList();
    }

    private void find(GatewayClient client, String id, @Nullable String only, String text, Printer printer) {
        LogSearch wanted = new LogSearch(only, text, regex.get() ? LogSearch.Form.REGEX : LogSearch.Form.TEXT);
        LogMatches found = client.searchLog(id, wanted, null, MATCHES);
        while (true) {
            found.matches().forEach(printer::print);
            if (found.next() == null) {
                return;
            }
            found = client.searchLog(id, wanted, found.next(), MATCHES);
        }
    }

    private <T> void follow(EventStream<T> stream, PrintStream lines, Consumer<T> show) {
        try (stream) {
            for (Optional<StreamEvent<T>> next = stream.next(); next.isPresent(); next = stream.next()) {
                // Not a switch over types, whose first use takes longer than showing a short log does.
                StreamEvent<T> event = next.get();
                if (event instanceof StreamEvent.Item<T>(T line)) {
                    show.accept(line);
                } else if (event instanceof StreamEvent.Missed<T>(var gap)) {
                    warn("… " + (gap.to() - gap.from() + 1) + " lines came too fast");
                } else if (event instanceof StreamEvent.Disconnected<T>(int attempt, var _) && attempt == 1) {
                    warn("! the server went away; waiting up to 60 s for it");
                } else if (event instanceof StreamEvent.Reconnected<T>) {
                    console().complain(Line.of(Style.GREEN, "the server is back"));
                }
                if (!stream.hasArrived()) {
                    lines.flush();
                }
            }
        }
    }

    private void warn(String text) {
        console().complain(Line.of(Style.YELLOW, text));
    }

    /** Writes lines for people or machines; each with its step in front when there are several. */
    private final class Printer {
        private final PrintStream lines;
        private final boolean named;
        private final int width;

        Printer(PrintStream lines, List<String> steps) {
            this.lines = lines;
            this.named = !steps.isEmpty();
            this.width = steps.stream().mapToInt(String::length).max().orElse(0);
        }

        void print(StepLogLine line) {
            print(line.step(), new LogLine(line.n(), line.at(), line.stream(), line.text()));
        }

        void print(String of, LogLine line) {
            if (json()) {
                StepLogLine whole = new StepLogLine(of, line.n(), line.at(), line.stream(), line.text());
                lines.println(new String(RecordJson.write(whole), StandardCharsets.UTF_8));
                return;
            }
            Line shown = named
                    ? Line.of(Style.BOLD, of)
                            .add(" ".repeat(width - of.length() + 1))
                            .add(Style.DIM, "│ ")
                    : new Line();
            shown.add(line.stream().equals("out") ? Style.PLAIN : Style.DIM, line.text());
            lines.println(console().render(shown));
        }
    }
}
