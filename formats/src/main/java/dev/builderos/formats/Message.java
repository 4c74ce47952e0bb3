package dev.builderos.formats;

/**
 * A message to a model.
 *
 * @param template its text; in a rendered message no longer a template
 */
public record Message(Role role, String template) {

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }
}
