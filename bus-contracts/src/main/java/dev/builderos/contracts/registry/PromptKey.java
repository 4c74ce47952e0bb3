package dev.builderos.contracts.registry;

import java.util.regex.Pattern;

/**
 * Which version of which prompt.
 *
 * @param name such as {@code builder/plan}; at most 255 characters
 * @param version such as {@code 1.2.0}; at most 64 characters
 */
public record PromptKey(String name, String version) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9/-]{0,254}");
    private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z.+-]{0,63}");

    public PromptKey {
        demand(name, version);
    }

    static void demand(String name, String version) {
        demandName(name);
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("not a version of a prompt, such as builder/plan@1.2.0");
        }
    }

    static void demandName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a prompt, such as builder/plan");
        }
    }

    /** Reads {@code builder/plan@1.2.0}. */
    public static PromptKey parse(String text) {
        int sign = text.indexOf('@');
        return new PromptKey(text.substring(0, Math.max(sign, 0)), text.substring(sign + 1));
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
