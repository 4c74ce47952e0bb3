package dev.builderos.contracts.effect;

import org.jspecify.annotations.Nullable;

/**
 * What a person sees of an effect before answering, rendered by the server from the effect itself. Agent prose stands only
 * in {@code untrustedReason}. Characters that cannot be seen are written out, see {@link VisibleText}.
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
        @Nullable String untrustedReason) {
    public EffectCard {
        title = VisibleText.line(title);
        exact = VisibleText.block(exact);
        diff = diff == null ? null : VisibleText.block(diff);
        undo = VisibleText.line(undo);
        blastRadius = VisibleText.line(blastRadius);
        untrustedReason = untrustedReason == null ? null : VisibleText.block(untrustedReason);
    }
}
