package dev.builderos.contracts.runner;

import dev.builderos.contracts.StepId;
import org.jspecify.annotations.Nullable;

/**
 * Where two runs began to differ.
 *
 * @param step the first step that is otherwise though no step it needs is; null when only the runs as a whole differ
 * @param field what of it, as in {@link Difference}
 * @param sentence for people
 */
public record Divergence(@Nullable StepId step, String field, String sentence) {}
