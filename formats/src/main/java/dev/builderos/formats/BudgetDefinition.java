package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/** What may be spent; a limit that is absent is not set here. */
public record BudgetDefinition(
        @Nullable Money run, @Nullable Money day) {
    static final BudgetDefinition UNSET = new BudgetDefinition(null, null);
}
