package dev.builderos.runner.usecase;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogLine;
import dev.builderos.contracts.runner.LogMatches;
import dev.builderos.contracts.runner.LogPage;
import dev.builderos.contracts.runner.ReadLog;
import dev.builderos.contracts.runner.SearchLog;
import dev.builderos.contracts.runner.StepLogLine;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.store.LogStore;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers what others want to know of logs. Blocking; for virtual threads. Each answer is limited to the asker's org. */
@ApplicationScoped
public class LogQuestions {
    private static final int LINES = 5_000;
    private static final int MATCHES = 1_000;
    private static final int LONGEST_TEXT = 1_000;

    /** An answer is due after this, however far the search has come. */
    private static final Duration SEARCH = Duration.ofSeconds(2);

    private static final int REMEMBERED = 16;

    private final Runs runs;
    private final KnownRuns known;
    private final LogStore logs;
    private final Map<RunId, OverRun> over = new LinkedHashMap<>(REMEMBERED * 2, 0.75f, true);

    LogQuestions(Runs runs, KnownRuns known, LogStore logs) {
        this.runs = runs;
        this.known = known;
        this.logs = logs;
    }

    /**
     * The steps of a closed run with whether each is over. Folding it anew for each page of a long log would cost more than the
     * page.
     *
     * @param facts how many the run had
     */
    private record OverRun(long facts, Map<StepId, Boolean> ended) {}

    public LogPage read(ReadLog query) {
        boolean ended = ended(query);
        LogStore.Page page = logs.read(
                query.requester().org(),
                query.runId(),
                query.stepId(),
                query.after(),
                Math.clamp(query.limit(), 1, LINES));
        return new LogPage(page.lines(), ended && !page.more(), page.more(), page.capped());
    }

    private boolean ended(ReadLog query) {
        StepId step = query.stepId();
        RunStore.StoredRun run = known.stored(query.requester().org(), query.runId());
        return runs.active(query.runId())
                .flatMap(actor ->
                        actor.read(fold -> Optional.ofNullable(fold.steps().get(step))
                                .map(status -> status.state().terminal())))
                .or(() ->
                        Optional.ofNullable(steps(query.requester().org(), run).get(step)))
                .orElseThrow(() -> unknownStep(query.runId(), step));
    }

    public LogMatches search(SearchLog query) {
        Predicate<String> wanted = wanted(query);
        OrgId org = query.requester().org();
        Map<StepId, Boolean> all = steps(org, known.stored(org, query.runId()));
        List<StepId> steps = new ArrayList<>(all.keySet());
        StepId only = query.step();
        if (only != null) {
            if (!all.containsKey(only)) {
                throw unknownStep(query.runId(), only);
            }
            steps.retainAll(List.of(only));
        }
        Place from = Place.read(query.after(), steps);
        return search(org, query.runId(), steps, from, wanted, Math.clamp(query.limit(), 1, MATCHES));
    }

    private LogMatches search(
            OrgId org, RunId run, List<StepId> steps, Place from, Predicate<String> wanted, int limit) {
        long until = System.nanoTime() + SEARCH.toNanos();
        List<StepLogLine> matches = new ArrayList<>();
        for (int i = from.step(); i < steps.size(); i++) {
            StepId step = steps.get(i);
            long after = i == from.step() ? from.line() : 0;
            boolean more = true;
            while (more) {
                LogStore.Page page = logs.read(org, run, step, after, LINES);
                for (LogLine line : page.lines()) {
                    after = line.n();
                    if (wanted.test(line.text())) {
                        matches.add(new StepLogLine(step, line.n(), line.at(), line.stream(), line.text()));
                        if (matches.size() == limit) {
                            return new LogMatches(matches, step + ":" + after);
                        }
                    }
                }
                more = page.more();
                if (System.nanoTime() > until) {
                    return new LogMatches(matches, step + ":" + after);
                }
            }
        }
        return new LogMatches(matches, null);
    }

    /** How far a search has come: an index of the steps it goes through, and the last line of that one. */
    private record Place(int step, long line) {
        static Place read(@Nullable String text, List<StepId> steps) {
            if (text == null) {
                return new Place(0, 0);
            }
            for (int i = 0; i < steps.size(); i++) {
                String prefix = steps.get(i) + ":";
                if (text.startsWith(prefix) && text.substring(prefix.length()).matches("[0-9]{1,18}")) {
                    return new Place(i, Long.parseLong(text.substring(prefix.length())));
                }
            }
            throw invalid("`" + text + "` is no place in these logs");
        }
    }

    /** RE2 takes time linear in the line, whatever the expression. */
    private static Predicate<String> wanted(SearchLog query) {
        String text = query.text();
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw invalid("a text to search for has 1 to " + LONGEST_TEXT + " characters");
        }
        if (!query.regex()) {
            return line -> line.contains(text);
        }
        try {
            Pattern pattern = Pattern.compile(text);
            return line -> pattern.matcher(line).find();
        } catch (PatternSyntaxException wrong) {
            throw invalid("not a regular expression: " + wrong.getMessage());
        }
    }

    /** The steps of a run with whether each is over. */
    private Map<StepId, Boolean> steps(OrgId org, RunStore.StoredRun run) {
        RunId id = run.summary().id();
        if (!run.closed()) {
            return steps(runs.active(id).orElseGet(() -> runs.read(org, id, run.plan())));
        }
        long facts = run.summary().facts();
        synchronized (over) {
            OverRun there = over.get(id);
            if (there != null && there.facts() == facts) {
                return there.ended();
            }
        }
        Map<StepId, Boolean> ended = steps(runs.read(org, id, run.plan()));
        synchronized (over) {
            over.put(id, new OverRun(facts, ended));
            if (over.size() > REMEMBERED) {
                over.remove(over.keySet().iterator().next());
            }
        }
        return ended;
    }

    private static Map<StepId, Boolean> steps(RunActor actor) {
        Map<StepId, Boolean> ended = new LinkedHashMap<>();
        actor.read(fold -> {
            fold.steps()
                    .forEach((step, status) -> ended.put(step, status.state().terminal()));
            return ended;
        });
        return ended;
    }

    private static ContractException unknownStep(RunId run, StepId step) {
        return new ContractException(
                "step.unknown", ErrorCategory.NOT_FOUND, "run " + run + " has no step `" + step + "`");
    }

    private static ContractException invalid(String message) {
        return new ContractException("request.invalid", ErrorCategory.INVALID, message);
    }
}
