package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * What to find in the logs of a run.
 *
 * @param step only in this one, or null for all
 * @param text 1 to 1000 characters
 */
public record LogSearch(@Nullable String step, String text, Form form) {
    /** How the text is meant. */
    public enum Form {
        /** As it stands, upper and lower case alike only when they are the same. */
        TEXT,
        /** A regular expression in the syntax of RE2. */
        REGEX
    }
}
