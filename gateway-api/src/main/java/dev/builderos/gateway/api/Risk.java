package dev.builderos.gateway.api;

import java.util.List;

/**
 * How much an effect can hurt, computed from the effect alone.
 *
 * @param factors what raised it, one sentence each
 */
public record Risk(Level level, List<String> factors) {
    public Risk {
        factors = List.copyOf(factors);
    }

    public enum Level {
        LOW,
        MEDIUM,
        HIGH
    }
}
