package dev.builderos.formats;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a model's tokens cost, per million.
 *
 * @param input of what it reads
 * @param output of what it writes; of the same currency, as the check of the file sees to
 */
public record TokenPrice(Money input, Money output) {
    private static final BigDecimal PER = BigDecimal.valueOf(1_000_000);

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
}
