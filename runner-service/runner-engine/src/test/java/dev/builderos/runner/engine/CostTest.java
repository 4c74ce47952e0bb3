package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.formats.Money;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CostTest {
    private static final Currency USD = Currency.getInstance("USD");

    private static Fact.ModelAnswered answer(String model, @Nullable String cost) {
        return new Fact.ModelAnswered(
                new StepId("write"),
                1,
                1,
                model,
                Digest.of("request"),
                Digest.of("answer"),
                100,
                20,
                "",
                List.of(),
                cost == null ? null : Money.of(cost));
    }

    private static Cost of(Fact.ModelAnswered... answers) {
        Cost cost = Cost.NONE;
        for (Fact.ModelAnswered answer : answers) {
            cost = cost.plus(answer);
        }
        return cost;
    }

    @Test
    void addsWhatAnswersCost() {
        Cost cost = of(answer("anthropic:a", "0.0006 USD"), answer("script:told", "0.100001 USD"));

        assertThat(cost.text()).isEqualTo("0.100601 USD");
        assertThat(cost.in(USD)).isEqualTo(Money.of("0.100601 USD"));
        assertThat(cost.unpriced()).isNull();
    }

    @Test
    void countsTokensThatArePaidNobodyKnowsHowMuch() {
        Cost cost = of(answer("anthropic:a", null), answer("openai:b", null), answer("openai:b", "0.01 USD"));

        assertThat(cost.unpriced()).isEqualTo(240);
        assertThat(cost.text()).isEqualTo("0.01 USD");
    }

    @Test
    void whatNobodyIsPaidForCostsNothing() {
        Cost cost = of(answer("script:told", null), answer("ollama:llama", null));

        assertThat(cost).isEqualTo(Cost.NONE);
        assertThat(cost.text()).isNull();
        assertThat(cost.in(USD)).isEqualTo(Money.of("0.00 USD"));
    }

    @Test
    void aPriceOfNothingIsAPrice() {
        assertThat(of(answer("openai:own", "0.00 USD")).text()).isEqualTo("0.00 USD");
    }

    @Test
    void neverAddsTwoCurrencies() {
        Cost cost = of(answer("a:a", "2.00 USD"), answer("a:a", "1.00 EUR"), answer("a:a", "0.50 USD"));

        assertThat(cost.text()).isEqualTo("1.00 EUR + 2.50 USD");
        assertThat(cost.in(USD)).isEqualTo(Money.of("2.50 USD"));
        assertThat(cost.in(Currency.getInstance("CHF"))).isEqualTo(Money.of("0.00 CHF"));
    }

    @Test
    void aFactSaysItsCostAsText() {
        Fact.ModelAnswered priced = answer("anthropic:a", "0.0006 USD");
        FactRecord entry = FactRecord.chained(1, Instant.EPOCH, priced.type(), 1, priced.body(), FactRecord.GENESIS);

        assertThat(priced.body().path("cost").asText()).isEqualTo("0.0006 USD");
        assertThat(FactCodec.read(entry)).isEqualTo(priced);
        assertThat(answer("anthropic:a", null).body().has("cost")).isFalse();
    }

    @Test
    void aRunKeepsWhatItPaidWhenItIsReopened() {
        // Given
        Scenario run = Scenario.started(Plans.plan().step("write"))
                .given(Facts.started("write", 1), answer("a:a", "0.02 USD"), Facts.failed("write", 1), Facts.receipt());

        // When
        run.given(Facts.reopened("plan", List.of()), Facts.runStarted(), Facts.started("write", 2));

        // Then
        assertThat(run.fold().usage().cost().text()).isEqualTo("0.02 USD");
        assertThat(run.fold().step(new StepId("write")).usage().cost()).isEqualTo(Cost.NONE);
        run.crash();
    }

    @Test
    void aStepThatIsKeptKeepsWhatItCost() {
        // Given
        Scenario run = Scenario.started(Plans.plan().step("write").step("check", "write"))
                .given(
                        Facts.started("write", 1),
                        answer("a:a", "0.02 USD"),
                        Facts.succeeded("write", 1),
                        Facts.started("check", 1),
                        Facts.failed("check", 1),
                        Facts.receipt());

        // When
        run.given(Facts.reopened("plan", List.of(new StepId("write"))));

        // Then
        assertThat(run.fold().step(new StepId("write")).usage().cost().text()).isEqualTo("0.02 USD");
        assertThat(run.fold().usage().cost().text()).isEqualTo("0.02 USD");
    }
}
