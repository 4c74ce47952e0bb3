package dev.builderos.runner.steps;

import dev.builderos.formats.Money;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.Spending;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.store.SpentStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** Looks before each call to a model whether it may still be made. Blocking; where it cannot look, the call is not made. */
@ApplicationScoped
class Budgets {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final SpentStore spent;
    private final Clock clock;

    Budgets(SpentStore spent, Clock clock) {
        this.spent = spent;
        this.clock = clock;
    }

    /** The sentence that says which budget is spent and what to do; nothing while the call may be made. */
    Optional<String> spent(StepContext step, Work.AgentTask task) {
        Optional<String> ofTask = step.status(status -> Spending.ofTask(task, status.answers()));
        if (ofTask.isPresent() || task.model().price() == null) {
            return ofTask; // an answer without a price costs nothing, or there is no budget
        }
        Plan.Budget budget = step.plan().budget();
        return step.read(fold -> Spending.ofRun(budget, fold.usage().cost()))
                .or(() -> budget == null || budget.day() == null ? Optional.empty() : ofDay(step, budget.day()));
    }

    private Optional<String> ofDay(StepContext step, Money limit) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Money soFar = spent.on(today, step.actor().org(), step.plan().project(), limit.currency())
                .await()
                .atMost(BOUND);
        return Spending.ofDay(limit, soFar);
    }
}
