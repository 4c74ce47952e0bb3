package dev.builderos.runner.tools;

import java.util.Map;

/**
 * Environment variables that a command sees.
 *
 * @param texts values by name
 * @param secrets names of secrets by the variables that are to hold their values; the values are read when the command starts
 */
public record CommandVariables(Map<String, String> texts, Map<String, String> secrets) {
    public static final CommandVariables NONE = new CommandVariables(Map.of(), Map.of());

    public CommandVariables {
        texts = Map.copyOf(texts);
        secrets = Map.copyOf(secrets);
    }
}
