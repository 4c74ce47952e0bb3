package dev.builderos.runner.engine;

import dev.builderos.formats.Amounts;
import dev.builderos.formats.Money;
import dev.builderos.formats.TokenPrice;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What models were paid, under the prices of the time of their answers.
 *
 * @param paid one amount for each currency; more than one only where a run went on after its project changed its currency
 * @param unpricedTokens what was read and written where somebody is paid and the project did not say how much: with any, the cost
 *     is at least what was counted
 */
public record Cost(List<Money> paid, long unpricedTokens) {
    public static final Cost NONE = new Cost(List.of(), 0);

    public Cost {
        paid = List.copyOf(paid);
    }

    Cost plus(Fact.ModelAnswered answer) {
        Money cost = answer.cost();
        if (cost != null) {
            return new Cost(Amounts.plus(paid, cost), unpricedTokens);
        }
        long tokens = answer.inputTokens() + answer.outputTokens();
        return tokens == 0 || TokenPrice.isFree(answer.model()) ? this : new Cost(paid, unpricedTokens + tokens);
    }

    /** What was paid in a currency. */
    public Money in(Currency currency) {
        return paid.stream()
                .filter(money -> money.currency().equals(currency))
                .findFirst()
                .orElse(Money.none(currency));
    }

    /** Such as {@code 1.25 USD}; several currencies with {@code +} between them; null when nothing had a price. */
    public @Nullable String text() {
        return Amounts.text(paid);
    }

    /** {@link #unpricedTokens}; null where there are none. */
    public @Nullable Long unpriced() {
        return unpricedTokens == 0 ? null : unpricedTokens;
    }
}
