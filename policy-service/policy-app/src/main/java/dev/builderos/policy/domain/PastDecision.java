package dev.builderos.policy.domain;

import dev.builderos.contracts.effect.Decision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision that was made, with what it was made of.
 *
 * @param shadow what the shadow policy said; null where there was none
 */
public record PastDecision(
        Instant at,
        JudgedCall call,
        Decision decision,
        @Nullable Decision shadow) {}
