package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * Where a replay first came out otherwise.
 *
 * @param field e.g. {@code output.count}, {@code artifact.plan.md}, {@code tree}, {@code turn 2 request.messages[3].text}
 * @param recorded as it was; null when there was none
 * @param replayed as it came out; null when there was none
 */
public record ReplayDivergence(
        String step,
        int attempt,
        String field,
        @Nullable String recorded,
        @Nullable String replayed) {}
