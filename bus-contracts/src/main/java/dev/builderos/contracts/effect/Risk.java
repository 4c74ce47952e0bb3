package dev.builderos.contracts.effect;

import java.util.List;

/**
 * How much an effect can hurt, computed from the effect alone; the same effect always has the same risk.
 *
 * @param factors what raised it, one sentence each
 */
public record Risk(Level level, List<String> factors) {
    public Risk {
        factors = factors.stream().map(VisibleText::line).toList();
    }

    public enum Level {
        LOW,
        MEDIUM,
        HIGH
    }
}
