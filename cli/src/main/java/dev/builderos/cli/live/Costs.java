package dev.builderos.cli.live;

import dev.builderos.formats.Amounts;
import dev.builderos.formats.Money;
import dev.builderos.formats.TokenPrice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the models of a run cost so far, and how people read it. */
public final class Costs {
    private List<Money> paid = List.of();
    private long unpriced;

    /** Takes an answer of a model in. */
    void take(Body answered) {
        Optional<Money> cost = answered.maybe("cost").map(Money::of);
        if (cost.isPresent()) {
            paid = Amounts.plus(paid, cost.get());
        } else if (!TokenPrice.isFree(answered.text("model"))) {
            unpriced += answered.number("inputTokens") + answered.number("outputTokens");
        }
    }

    /** Nothing where nobody was paid. */
    Optional<String> text() {
        return text(Amounts.text(paid), unpriced == 0 ? null : unpriced);
    }

    /**
     * As a view says it: {@code 0.0081 USD}, or {@code at least 0.0081 USD (1.2k tokens without a price)}; nothing where nobody was
     * paid, and where nothing had a price, which a project may leave out.
     */
    public static Optional<String> text(@Nullable String cost, @Nullable Long unpricedTokens) {
        if (cost == null || unpricedTokens == null) {
            return Optional.ofNullable(cost);
        }
        return Optional.of("at least " + cost + " (" + Spans.count(unpricedTokens) + " tokens without a price)");
    }
}
