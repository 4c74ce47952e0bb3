package dev.builderos.runner.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.Money;
import dev.builderos.formats.TokenPrice;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.store.IdleRuns;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunnerDatabase;
import dev.builderos.runner.store.SpentStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which calls to models are still made, with a journal and its database. */
class BudgetsTest {
    private static final StepId WORK = new StepId("work");
    private static final TokenPrice PRICE = new TokenPrice(Money.of("3.00 USD"), Money.of("15.00 USD"));

    private final RunnerDatabase database = new RunnerDatabase();
    private final Journal journal = new Journal(database.pool(), "here", Duration.ofMinutes(1), () -> {});
    private final SpentStore spent = new SpentStore(database.pool());
    private final Budgets budgets = new Budgets(spent, Clock.systemUTC());

    @AfterEach
    void stop() {
        database.close();
    }

    /** A run at its step, whose model was paid this. */
    private RunActor run(Map<String, String> budget, String... costs) {
        ObjectNode plan = (ObjectNode) ContractJson.tree(IdleRuns.plan("", "{ id: work, run: \"true\" }"));
        plan.set("budget", ContractJson.tree(budget));
        RunActor run = IdleRuns.admitted(journal, ContractJson.convert(plan, Plan.class));
        run.append(new Fact.RunStarted(null, null), new Fact.StepStarted(WORK, 1, Digest.of("key"), null, Map.of()))
                .join();
        for (String cost : costs) {
            Digest digest = Digest.of("x");
            run.append(new Fact.ModelAnswered(
                            WORK, 1, 1, "anthropic:a", digest, digest, 100, 20, "", List.of(), Money.of(cost)))
                    .join();
        }
        return run;
    }

    private static Work.AgentTask task(@Nullable Integer maxTokens, @Nullable TokenPrice price) {
        return new Work.AgentTask(
                "builder",
                "You build.",
                List.of(),
                10,
                maxTokens,
                null,
                "Build it.",
                Map.of(),
                new Work.ModelUse("anthropic", "a", null, null, null, null, price));
    }

    private Optional<String> asked(RunActor run) {
        return budgets.spent(run, WORK, task(null, PRICE));
    }

    @Test
    void refusesACallOfARunThatSpentItsBudget() {
        assertThat(asked(run(Map.of("run", "0.05 USD"), "0.03 USD"))).isEmpty();

        assertThat(asked(run(Map.of("run", "0.05 USD"), "0.03 USD", "0.02 USD")))
                .get()
                .asString()
                .contains("spent 0.05 USD", "`budget.run`");
    }

    @Test
    void refusesACallOnADayThatSpentItsBudgetWhicheverRunDid() {
        RunActor next = run(Map.of("day", "0.05 USD"));
        assertThat(asked(next)).isEmpty();

        run(Map.of("run", "9.00 USD"), "0.04 USD", "0.02 USD");

        assertThat(asked(next)).get().asString().contains("spent 0.06 USD", "`budget.day`");
        Budgets tomorrow = new Budgets(spent, Clock.offset(Clock.systemUTC(), Duration.ofDays(2)));
        assertThat(tomorrow.spent(next, WORK, task(null, PRICE))).isEmpty();
    }

    @Test
    void refusesACallOfAnAttemptThatUsedItsTokens() {
        RunActor run = run(Map.of(), "0.01 USD");

        assertThat(budgets.spent(run, WORK, task(121, null))).isEmpty();
        assertThat(budgets.spent(run, WORK, task(120, null))).get().asString().contains("120 tokens", "`max_tokens`");
    }

    @Test
    void whatCostsNothingIsNotRefusedForMoney() {
        RunActor run = run(Map.of("run", "0.01 USD", "day", "0.01 USD"), "0.02 USD");

        assertThat(budgets.spent(run, WORK, task(null, null))).isEmpty();
    }
}
