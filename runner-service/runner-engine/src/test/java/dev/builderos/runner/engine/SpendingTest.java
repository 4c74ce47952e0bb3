package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.Money;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpendingTest {
    private static final Plan.Budget BUDGET = new Plan.Budget(Money.of("5.00 USD"), null);

    private static Cost cost(String... paid) {
        return new Cost(List.of(paid).stream().map(Money::of).toList(), 0);
    }

    private static Work.AgentTask task(@Nullable Integer maxTokens) {
        return new Work.AgentTask(
                "builder",
                "You build.",
                List.of(),
                10,
                maxTokens,
                null,
                "Build it.",
                Map.of(),
                new Work.ModelUse("script", "told", null, null, null, null));
    }

    private static Fact.ModelAnswered answer(int turn, long input, long output) {
        Digest digest = Digest.of("x");
        return new Fact.ModelAnswered(
                new StepId("build"), 1, turn, "script:told", digest, digest, input, output, "", List.of());
    }

    @Test
    void aRunMaySpendUntilItsBudgetIsReached() {
        assertThat(Spending.ofRun(BUDGET, Cost.NONE)).isEmpty();
        assertThat(Spending.ofRun(BUDGET, cost("4.999999 USD"))).isEmpty();
        assertThat(Spending.ofRun(BUDGET, cost("5.00 USD")))
                .contains("the run has spent 5.00 USD on models, and its budget is 5.00 USD; raise `budget.run` in"
                        + " builderos.yaml, then `builderos resume`");
        assertThat(Spending.ofRun(BUDGET, cost("5.2001 USD"))).isPresent();
    }

    @Test
    void whatIsNotBoundedIsNotRefused() {
        assertThat(Spending.ofRun(null, cost("5000.00 USD"))).isEmpty();
        assertThat(Spending.ofRun(new Plan.Budget(null, Money.of("5.00 USD")), cost("5000.00 USD")))
                .isEmpty();
        assertThat(Spending.ofTask(task(null), List.of(answer(1, 1_000_000, 1))))
                .isEmpty();
    }

    @Test
    void onlyWhatWasPaidInTheCurrencyOfTheBudgetCounts() {
        assertThat(Spending.ofRun(BUDGET, cost("9.00 EUR", "1.00 USD"))).isEmpty();
    }

    @Test
    void aDayMayCostUntilItsBudgetIsReached() {
        assertThat(Spending.ofDay(Money.of("50.00 USD"), Money.of("49.99 USD"))).isEmpty();
        assertThat(Spending.ofDay(Money.of("50.00 USD"), Money.of("50.00 USD")))
                .get()
                .asString()
                .contains("50.00 USD on models since midnight UTC", "`budget.day`", "`builderos resume`");
    }

    @Test
    void anAttemptMayUseTheTokensOfItsAgent() {
        List<Fact.ModelAnswered> answers = List.of(answer(1, 100, 20), answer(2, 150, 30));

        assertThat(Spending.ofTask(task(301), answers)).isEmpty();
        assertThat(Spending.ofTask(task(300), answers))
                .contains("builder has used 300 tokens of the 300 it has for a task; raise `max_tokens` of the agent,"
                        + " then `builderos resume`");
        assertThat(Spending.ofTask(task(1), List.of())).isEmpty();
    }
}
