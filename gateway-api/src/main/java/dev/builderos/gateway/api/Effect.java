package dev.builderos.gateway.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing done to the world.
 *
 * @param tool what is done, e.g. {@code git.push}, {@code deploy.release}
 * @param agent the principal that does it
 * @param environment {@code dev}, {@code stage}, {@code prod}, or null where no environment is touched
 * @param arguments exactly what is executed; large content stands here by its digest
 */
public record Effect(String tool, String agent, @Nullable String environment, Map<String, Object> arguments) {
    public Effect {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }
}
