package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * What a person sees of an effect before answering, rendered by the server from the effect itself. Agent prose stands only
 * in {@code untrustedReason}.
 *
 * @param title one line, e.g. {@code release hello 3f2a… to prod}
 * @param exact the effect in full, rendered for reading
 * @param diff a unified diff of what changes, or null where there is none
 * @param undo how it is taken back, or that it cannot be
 * @param blastRadius what it touches
 * @param untrustedReason the agent's own words
 */
public record EffectCard(
        String title,
        String exact,
        @Nullable String diff,
        Risk risk,
        String undo,
        String blastRadius,
        @Nullable String untrustedReason) {}
