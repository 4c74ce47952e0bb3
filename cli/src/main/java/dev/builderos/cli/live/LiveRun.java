package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.TerminalSize;
import dev.builderos.gateway.api.EventStream;
import dev.builderos.gateway.api.FactPage;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.Gap;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.StepLogLine;
import dev.builderos.gateway.api.StreamEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run from its first fact to its last, and asks for approvals on the way. Facts and log lines come by two streams and
 * are shown by one thread; when the server restarts, both go on where they were.
 */
public final class LiveRun {
    private static final int QUEUE = 1024;
    private static final Duration TICK = Duration.ofMillis(120);
    /** Log lines may come a moment after the last fact. */
    private static final Duration LAST_LINES = Duration.ofSeconds(3);

    /** A run that is over gets its receipt at once, unless the server cannot write it, for example on a full disk. */
    private static final Duration RECEIPT = Duration.ofSeconds(15);

    private static final int FACT_PAGE = 1000;

    /** What is written, and for whom. */
    public enum Output {
        PEOPLE,
        JSON
    }

    private final GatewayClient client;
    private final Console console;
    private final Output output;
    private final Approvals approvals;
    private final InstantSource clock;
    private final BlockingQueue<LiveEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Timeline timeline = new Timeline();
    private long lastFact;
    private Instant knownUntil = Instant.MIN;
    private boolean refused;
    private boolean away;

    public LiveRun(GatewayClient client, Console console, Output output, Approvals approvals, InstantSource clock) {
        this.client = client;
        this.console = console;
        this.output = output;
        this.approvals = approvals;
        this.clock = clock;
    }

    /**
     * Shows the run until it is over.
     *
     * @param known facts before the one to begin with; 0 to begin with the first
     * @throws GatewayUnreachable when the server went away and did not come back
     */
    public LiveOutcome follow(String run, long known) {
        catchUp(run, known);
        Thread detaching = new Thread(() -> sayDetached(run), "detached");
        Runtime.getRuntime().addShutdownHook(detaching);
        try (TerminalSize size = inPlace() ? TerminalSize.open() : null;
                LiveView view = view(run, size);
                EventStream<FactRecord> facts = client.followFacts(run, lastFact);
                EventStream<StepLogLine> logs = client.followLogs(run)) {
            pump(facts, LiveEvent.Fact::new, LiveEvent.FactsMissed::new, new LiveEvent.FactsEnded());
            pump(logs, LiveEvent.Log::new, LiveEvent.LogMissed::new, new LiveEvent.LogsEnded());
            show(run, view);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayUnreachable("interrupted while following the run", e);
        } finally {
            removeHook(detaching);
        }
        return new LiveOutcome(timeline.state(), refused, timeline.message());
    }

    /** Takes in what happened before, without showing it. */
    private void catchUp(String run, long known) {
        while (lastFact < known) {
            FactPage page = client.facts(run, lastFact, FACT_PAGE);
            if (page.facts().isEmpty()) {
                return;
            }
            for (FactRecord fact : page.facts()) {
                if (fact.seq() <= known) {
                    lastFact = fact.seq();
                    knownUntil = fact.at();
                    timeline.take(fact);
                }
            }
        }
    }

    private boolean inPlace() {
        return output == Output.PEOPLE && console.terminal();
    }

    private LiveView view(String run, @Nullable TerminalSize size) {
        return switch (output) {
            case JSON -> new JsonView(console, run);
            case PEOPLE ->
                size == null ? new PlainView(console) : new TerminalView(console, size, run, timeline, clock);
        };
    }

    private void show(String run, LiveView view) throws InterruptedException {
        Keyboard keyboard = new Keyboard(console.in(), queue);
        ApprovalDesk desk = new ApprovalDesk(client, view, keyboard, approvals);
        boolean factsEnded = false;
        boolean logsEnded = false;
        long logsUntil = Long.MAX_VALUE;
        long receiptUntil = Long.MAX_VALUE;
        while (!factsEnded || (!logsEnded && System.nanoTime() < logsUntil)) {
            LiveEvent event = queue.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
            switch (event) {
                case null -> view.tick();
                case LiveEvent.Fact(FactRecord fact) -> take(fact, view, desk);
                case LiveEvent.Log(StepLogLine line) -> {
                    if (line.at().isAfter(knownUntil)) {
                        view.log(line);
                    }
                }
                case LiveEvent.FactsMissed(Gap gap) -> fill(run, gap, view, desk);
                case LiveEvent.LogMissed(Gap gap) -> view.say(missed(run, gap));
                case LiveEvent.Disconnected(int attempt, Duration retryIn) -> disconnected(view);
                case LiveEvent.Reconnected back -> reconnected(view);
                case LiveEvent.FactsEnded ended -> {
                    factsEnded = true;
                    logsUntil = System.nanoTime() + LAST_LINES.toNanos();
                }
                case LiveEvent.LogsEnded ended -> logsEnded = true;
                case LiveEvent.Broken(RuntimeException cause) -> throw cause;
                case LiveEvent.Typed(String text) -> desk.typed(text);
                case LiveEvent.NoMoreInput none -> desk.noMoreInput();
            }
            if (!timeline.state().terminal()) {
                receiptUntil = Long.MAX_VALUE;
            } else if (receiptUntil == Long.MAX_VALUE) {
                receiptUntil = System.nanoTime() + RECEIPT.toNanos();
            }
            if (!factsEnded && System.nanoTime() > receiptUntil) {
                view.say(Line.of(
                        Style.YELLOW,
                        "! the run is over, but its receipt could not be written; the server's log says why"));
                return;
            }
        }
    }

    private void take(FactRecord fact, LiveView view, ApprovalDesk desk) {
        if (fact.seq() <= lastFact) {
            return;
        }
        lastFact = fact.seq();
        timeline.take(fact);
        view.fact(fact);
        Body body = Body.of(fact);
        switch (fact.type()) {
            case "ApprovalRequested" -> desk.requested(body.text("approvalId"), body.text("effectDigest"));
            case "ApprovalGranted" -> desk.closed(body.text("approvalId"));
            case "ApprovalRefused" -> {
                refused |= !Effects.isEdit(body);
                desk.closed(body.text("approvalId"));
            }
            case "StepFailed" -> refused |= body.text("failureClass").equalsIgnoreCase("policy_denied");
            default -> {}
        }
    }

    /** The journal is whole on the server; what the stream left out is read from it. */
    private void fill(String run, Gap gap, LiveView view, ApprovalDesk desk) {
        while (lastFact < gap.to()) {
            FactPage page = client.facts(run, lastFact, FACT_PAGE);
            if (page.facts().isEmpty()) {
                return;
            }
            page.facts().forEach(fact -> take(fact, view, desk));
        }
    }

    private static Line missed(String run, Gap gap) {
        String step = gap.step() == null ? "" : " " + gap.step();
        return Line.of(
                Style.YELLOW,
                "… " + (gap.to() - gap.from() + 1) + " lines came too fast; builderos logs " + Names.id(run) + step
                        + " has them");
    }

    private void disconnected(LiveView view) {
        if (!away) {
            away = true;
            view.say(Line.of(
                    Style.YELLOW, "! the server went away; waiting up to 60 s for it (builderos up starts it)"));
        }
    }

    private void reconnected(LiveView view) {
        if (away) {
            away = false;
            view.say(Line.of(Style.GREEN, "the server is back; nothing was lost"));
        }
    }

    private <T> void pump(
            EventStream<T> stream, Function<T, LiveEvent> item, Function<Gap, LiveEvent> missed, LiveEvent ended) {
        Thread.ofVirtual().start(() -> {
            try {
                LiveEvent last = ended;
                try {
                    for (Optional<StreamEvent<T>> next = stream.next(); next.isPresent(); next = stream.next()) {
                        queue.put(
                                switch (next.get()) {
                                    case StreamEvent.Item<T>(T value) -> item.apply(value);
                                    case StreamEvent.Missed<T>(Gap gap) -> missed.apply(gap);
                                    case StreamEvent.Disconnected<T>(int attempt, Duration retryIn) ->
                                        new LiveEvent.Disconnected(attempt, retryIn);
                                    case StreamEvent.Reconnected<T> back -> new LiveEvent.Reconnected();
                                });
                    }
                } catch (RuntimeException e) {
                    last = new LiveEvent.Broken(e);
                }
                queue.put(last);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void sayDetached(String run) {
        RunState state = timeline.state();
        if (!state.terminal()) {
            console.err().println();
            console.complain(Line.of("detached; the run goes on without you"));
            console.complain(Line.of("  follow it   builderos show -f " + Names.id(run)));
            console.complain(Line.of("  cancel it   builderos cancel " + Names.id(run)));
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program is ending already, and the hook runs
        }
    }
}
