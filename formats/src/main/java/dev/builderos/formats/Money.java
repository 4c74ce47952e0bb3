package dev.builderos.formats;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount that is not negative, written {@code 5.00 USD}.
 *
 * @param amount at least two decimals, so that equal amounts are equal values
 * @param currency an ISO 4217 currency
 */
public record Money(BigDecimal amount, Currency currency) {
    /** Six decimals, because a model's token costs millionths. */
    static final String FORM = "[0-9]{1,12}(?:\\.[0-9]{1,6})? [A-Z]{3}";

    private static final Pattern PATTERN = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?) ([A-Z]{3})");

    public Money {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("a negative amount: " + amount);
        }
        amount = amount.setScale(Math.max(2, amount.stripTrailingZeros().scale()));
    }

    public static Optional<Money> parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return currency(matcher.group(2)).map(currency -> new Money(new BigDecimal(matcher.group(1)), currency));
    }

    /** Asked for by name: the list of all currencies takes longer to make than a project file to read. */
    private static Optional<Currency> currency(String code) {
        try {
            return Optional.of(Currency.getInstance(code));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }
}
