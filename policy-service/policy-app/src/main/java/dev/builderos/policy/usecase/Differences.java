package dev.builderos.policy.usecase;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.DecisionChanges;
import dev.builderos.policy.domain.JudgedCall;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts how decisions of one policy differ from those of another. Not for use by several threads. */
final class Differences {
    /** More kinds of change than a person reads; the rest are counted, not told apart. */
    private static final int KINDS = 200;

    private final Map<Kind, Example> changes = new LinkedHashMap<>();
    private long compared;
    private long same;
    private boolean complete = true;

    private record Kind(
            String agent,
            String tool,
            @Nullable String environment,
            Verdict before,
            String ruleBefore,
            Verdict after,
            String ruleAfter) {}

    private static final class Example {
        final RunId run;
        final StepId step;
        final String call;
        final String sentence;
        long count;

        Example(JudgedCall call, Decision after) {
            this.run = call.run();
            this.step = call.step();
            this.call = call.callId();
            this.sentence = after.sentence();
        }
    }

    /** Takes what was decided, and what the other policy says. */
    void add(JudgedCall call, Decision before, Decision after) {
        compared++;
        if (before.verdict() == after.verdict()) {
            same++;
            return;
        }
        Kind kind = new Kind(
                call.effect().agent(),
                call.effect().tool(),
                call.effect().environment(),
                before.verdict(),
                before.ruleId(),
                after.verdict(),
                after.ruleId());
        if (changes.size() >= KINDS && !changes.containsKey(kind)) {
            complete = false;
            return;
        }
        changes.computeIfAbsent(kind, first -> new Example(call, after)).count++;
    }

    long compared() {
        return compared;
    }

    /** There is more than was looked at. */
    void stopEarly() {
        complete = false;
    }

    /**
     * What was found.
     *
     * @param unknown how many could not be compared
     */
    DecisionChanges result(long unknown) {
        List<DecisionChanges.Change> told = changes.entrySet().stream()
                .map(entry -> change(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(DecisionChanges.Change::count).reversed())
                .toList();
        return new DecisionChanges(compared, same, unknown, complete, told);
    }

    private static DecisionChanges.Change change(Kind kind, Example example) {
        return new DecisionChanges.Change(
                kind.agent(),
                kind.tool(),
                kind.environment(),
                kind.before(),
                kind.ruleBefore(),
                kind.after(),
                kind.ruleAfter(),
                example.sentence,
                example.count,
                example.run,
                example.step,
                example.call);
    }
}
