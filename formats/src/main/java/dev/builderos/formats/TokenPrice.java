package dev.builderos.formats;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Set;

/**
 * What a model's tokens cost, per million.
 *
 * @param input of what it reads
 * @param output of what it writes; of the same currency, as the check of the file sees to
 */
public record TokenPrice(Money input, Money output) {
    private static final BigDecimal PER = BigDecimal.valueOf(1_000_000);

    /** Providers nobody pays for tokens: the one plays a file, the other runs on a machine of one's own. */
    private static final Set<String> FREE = Set.of("script", "ollama");

    /** Millionths, as finely as {@link Money} is written. */
    private static final int DECIMALS = 6;

    /**
     * What an answer costs. A part of a millionth counts as a whole one, so that a sum of costs is never less than what the price
     * says, and more by less than a millionth for each answer.
     */
    public Money cost(long inputTokens, long outputTokens) {
        BigDecimal exact = input.amount()
                .multiply(BigDecimal.valueOf(inputTokens))
                .add(output.amount().multiply(BigDecimal.valueOf(outputTokens)));
        return new Money(exact.divide(PER, DECIMALS, RoundingMode.CEILING), input.currency());
    }

    /** Whether nobody is paid for the answers of a model, {@code provider:name}, unless a price says so. */
    public static boolean isFree(String model) {
        int colon = model.indexOf(':');
        return FREE.contains(colon < 0 ? model : model.substring(0, colon));
    }
}
