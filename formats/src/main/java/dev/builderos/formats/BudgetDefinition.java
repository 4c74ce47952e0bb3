package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/**
 * What may be spent; a limit that is absent is not set here.
 *
 * @param run what one run may spend
 * @param day what all runs of the project may spend from midnight to midnight UTC
 * @param at where it stands in the file; null when it does not
 */
public record BudgetDefinition(
        @Nullable Money run, @Nullable Money day, @Nullable Position at) {
    static final BudgetDefinition UNSET = new BudgetDefinition(null, null, null);
}
