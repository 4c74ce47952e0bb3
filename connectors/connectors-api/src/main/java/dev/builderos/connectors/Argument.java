package dev.builderos.connectors;

/**
 * One argument of a tool.
 *
 * @param type a JSON Schema type: {@code string}, {@code integer}, {@code boolean}
 * @param description what it means, with its form, unit and default
 */
public record Argument(String type, String description, Presence presence) {

    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    public static Argument required(String type, String description) {
        return new Argument(type, description, Presence.REQUIRED);
    }

    public static Argument optional(String type, String description) {
        return new Argument(type, description, Presence.OPTIONAL);
    }
}
