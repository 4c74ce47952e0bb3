package dev.builderos.runner.steps;

import dev.builderos.contracts.StepId;
import dev.builderos.formats.Money;
import dev.builderos.runner.actor.RunActor;
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

    /** The sentence that says which limit is reached and what to do; nothing while the step may call its model. */
    Optional<String> spent(RunActor run, StepId step, Work.AgentTask task) {
        Optional<String> ofTask =
                run.read(fold -> Spending.ofTask(task, fold.step(step).answers()));
        if (ofTask.isPresent() || task.model().price() == null) {
            return ofTask; // an answer without a price costs nothing, or there is no budget
        }
        Plan.Budget budget = run.plan().budget();
        return run.read(fold -> Spending.ofRun(budget, fold.usage().cost()))
                .or(() -> budget == null || budget.day() == null ? Optional.empty() : ofDay(run, budget.day()));
    }

    private Optional<String> ofDay(RunActor run, Money limit) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Money soFar = spent.on(today, run.org(), run.plan().project(), limit.currency())
                .await()
                .atMost(BOUND);
        return Spending.ofDay(limit, soFar);
    }
}
