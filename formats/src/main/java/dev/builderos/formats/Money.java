package dev.builderos.formats;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
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

    /** A sum may be longer than what anybody writes. */
    private static final Pattern ANY = Pattern.compile("([0-9]{1,40}(?:\\.[0-9]{1,6})?) ([A-Z]{3})");

    public Money {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("a negative amount: " + amount);
        }
        amount = amount.setScale(Math.max(2, amount.stripTrailingZeros().scale()));
    }

    /** Nothing, in a currency. */
    public static Money none(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    /**
     * Reads what was written by {@link #toString}.
     *
     * @throws IllegalArgumentException for any other text
     */
    @JsonCreator
    public static Money of(String text) {
        return parse(ANY, text).orElseThrow(() -> new IllegalArgumentException("not an amount of money: " + text));
    }

    public static Optional<Money> parse(String text) {
        return parse(PATTERN, text);
    }

    private static Optional<Money> parse(Pattern form, String text) {
        Matcher matcher = form.matcher(text);
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

    /**
     * Both together.
     *
     * @throws IllegalArgumentException when they are of two currencies; nothing here knows an exchange rate
     */
    public Money plus(Money other) {
        requireSameCurrency(other);
        return new Money(amount.add(other.amount), currency);
    }

    /**
     * Whether it is as much as the other or more.
     *
     * @throws IllegalArgumentException when they are of two currencies
     */
    public boolean isAtLeast(Money other) {
        requireSameCurrency(other);
        return amount.compareTo(other.amount) >= 0;
    }

    private void requireSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(this + " and " + other + " are of two currencies");
        }
    }

    @JsonValue
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }
}
