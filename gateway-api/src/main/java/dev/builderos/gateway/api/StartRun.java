package dev.builderos.gateway.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Body of {@code POST /v1/runs}.
 *
 * @param snapshot digest of the snapshot to compile from
 * @param pipeline path of the pipeline in the snapshot, or {@code builtin/NAME.yaml}
 * @param inputs values for the inputs the pipeline declares
 */
public record StartRun(
        String project, String snapshot, String pipeline, Map<String, Object> inputs, RunOptions options) {
    public StartRun {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }
}
