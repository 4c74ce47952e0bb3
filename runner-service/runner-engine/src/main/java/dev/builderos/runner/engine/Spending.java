package dev.builderos.runner.engine;

import dev.builderos.formats.Money;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model may be asked once more. What an answer costs is known when it is there, so a limit is passed by at most the answers
 * that are under way when it is reached: one for each step that works.
 *
 * <p>Each question gives nothing when it may, or the sentence that says why not and what to do.
 */
public final class Spending {
    private Spending() {}

    /** By the limit of the agent itself, on what an attempt may read and write. */
    public static Optional<String> ofTask(Work.AgentTask task, List<Fact.ModelAnswered> answers) {
        Integer limit = task.maxTokens();
        long used = answers.stream()
                .mapToLong(answer -> answer.inputTokens() + answer.outputTokens())
                .sum();
        return limit == null || used < limit
                ? Optional.empty()
                : Optional.of(task.agent() + " has used " + used + " tokens of the " + limit
                        + " it has for a task; raise `max_tokens` of the agent, then `builderos resume`");
    }

    /** By the budget of the run: what it cost so far, in all its openings, is in the currency of the budget. */
    public static Optional<String> ofRun(Plan.@Nullable Budget budget, Cost cost) {
        Money limit = budget == null ? null : budget.run();
        if (limit == null) {
            return Optional.empty();
        }
        Money spent = cost.in(limit.currency());
        return spent.isAtLeast(limit)
                ? Optional.of("the run has spent " + spent + " on models, and its budget is " + limit
                        + "; raise `budget.run` in builderos.yaml, then `builderos resume`")
                : Optional.empty();
    }

    /**
     * By the budget of the day.
     *
     * @param spent by all runs of the project since midnight UTC, in the currency of the budget
     */
    public static Optional<String> ofDay(Money limit, Money spent) {
        return spent.isAtLeast(limit)
                ? Optional.of("the runs of the project have spent " + spent
                        + " on models since midnight UTC, and the budget of a day is " + limit
                        + "; raise `budget.day` in builderos.yaml or wait for tomorrow, then `builderos resume`")
                : Optional.empty();
    }
}
