package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a run's logs have this in them?
 *
 * @param step only this one, or null for all
 * @param text what to find, 1 to 1000 characters
 * @param regex whether the text is a regular expression, in the syntax of RE2
 * @param after {@link LogMatches#next} of the answer before, null for the beginning
 * @param limit 1 to 1000
 */
public record SearchLog(
        Requester requester,
        RunId runId,
        @Nullable StepId step,
        String text,
        boolean regex,
        @Nullable String after,
        int limit) {}
