package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step as people see it.
 *
 * @param kind {@code run}, {@code action}, {@code agent} or {@code join}
 * @param lane the lane it runs in, or null
 * @param message why it failed, was skipped or waits; null when there is nothing to say
 * @param outputs what later steps may refer to, e.g. {@code url}
 * @param reused whose work it took over; null when it was carried out
 * @param cacheMiss why nothing was taken over from the cache; null unless it was looked there
 */
public record StepView(
        String id,
        String kind,
        String title,
        @Nullable String lane,
        List<String> needs,
        StepState state,
        int attempt,
        @Nullable String agent,
        @Nullable String contentKey,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String message,
        Map<String, String> outputs,
        @Nullable ReusedWork reused,
        @Nullable String cacheMiss) {
    public StepView {
        needs = List.copyOf(needs);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }
}
