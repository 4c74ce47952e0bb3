package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/**
 * What a pipeline, prompt or desk wants to be told.
 *
 * @param type what may be given
 * @param required whether it must be given
 * @param defaultValue a String, Double, Long or Boolean as the type asks; what holds when nothing is given
 * @param description one line for the person who is asked
 * @param untrusted whether nobody vouches for what is given, as for the text of an issue
 */
public record InputDefinition(
        InputType type,
        boolean required,
        @Nullable Object defaultValue,
        @Nullable String description,
        boolean untrusted) {

    /** The types an input may have. */
    public enum InputType {
        STRING,
        NUMBER,
        BOOLEAN,
        /** The content of a file that an earlier step produced. */
        ARTIFACT
    }
}
