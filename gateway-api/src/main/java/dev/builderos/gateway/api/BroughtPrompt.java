package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * What became of a prompt version that was brought.
 *
 * @param here the digest of the text that is here under this version; null when none is
 * @param detail why it was not taken; null when it is here as it was sent
 */
public record BroughtPrompt(
        String name,
        String version,
        Outcome outcome,
        @Nullable String here,
        @Nullable String detail) {
    /** What there was to do. */
    public enum Outcome {
        /** It is new here. */
        TAKEN,
        /** It was here. */
        THERE,
        /** It is here with another text, which stays. */
        CONFLICT,
        /** It is not what it is said to be, or no right prompt. */
        REFUSED
    }
}
