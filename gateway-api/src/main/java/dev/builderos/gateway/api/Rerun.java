package dev.builderos.gateway.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/runs/{run}/rerun}: what is otherwise than in that run.
 *
 * @param inputs values that take the place of those it had
 * @param model {@code provider:name} instead of its model; null for the same
 * @param snapshot digest of files instead of its own; null for the same
 * @param allowDirty whether uncommitted changes are left aside now; null for as it was then
 */
public record Rerun(
        @Nullable Map<String, Object> inputs,
        @Nullable String model,
        @Nullable String snapshot,
        @Nullable Boolean allowDirty) {
    public Rerun {
        inputs = inputs == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    @Override
    public Map<String, Object> inputs() {
        return inputs == null ? Map.of() : inputs;
    }
}
