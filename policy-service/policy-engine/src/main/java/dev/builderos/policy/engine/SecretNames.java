package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.Effect;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Which secrets an effect uses: a command names them by the variables that hold them, a request the one that is added. */
final class SecretNames {
    private static final String SEVERAL = "secrets";
    private static final String ONE = "secret";
    /** No grant has this name, so what is written in no known form is denied. */
    private static final String UNREADABLE = "?";

    private SecretNames() {}

    static List<String> of(Effect effect) {
        if (effect.tool().equals(CompiledGrant.SECRET)) {
            return List.of(String.valueOf(effect.textOrNull("name")));
        }
        return switch (effect.arguments()
                .getOrDefault(SEVERAL, effect.arguments().get(ONE))) {
            case null -> List.of();
            case String name -> List.of(name);
            case Map<?, ?> byVariable -> texts(byVariable.values());
            case Collection<?> names -> texts(names);
            default -> List.of(UNREADABLE);
        };
    }

    private static List<String> texts(Collection<?> names) {
        return names.stream()
                .map(name -> name instanceof String text ? text : UNREADABLE)
                .toList();
    }
}
