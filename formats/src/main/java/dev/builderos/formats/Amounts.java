package dev.builderos.formats;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sums of money in any currencies: one amount for each, by its code. Nothing here knows an exchange rate. */
public final class Amounts {
    private Amounts() {}

    /** The sums with one amount more. */
    public static List<Money> plus(List<Money> sums, Money more) {
        TreeMap<String, Money> byCurrency = new TreeMap<>();
        sums.forEach(sum -> byCurrency.put(sum.currency().getCurrencyCode(), sum));
        byCurrency.merge(more.currency().getCurrencyCode(), more, Money::plus);
        return List.copyOf(byCurrency.values());
    }

    /** Such as {@code 1.25 USD}; several currencies with {@code +} between them; null where there are no sums. */
    public static @Nullable String text(List<Money> sums) {
        return sums.isEmpty() ? null : sums.stream().map(Money::toString).collect(Collectors.joining(" + "));
    }
}
