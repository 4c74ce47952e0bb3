package dev.builderos.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A step within a run: the id its author gave it. */
public record StepId(@JsonValue String value) implements Comparable<StepId> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public StepId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a step id is 1 to 63 lower-case letters, digits, dashes and underscores, and starts with a letter: "
                            + value);
        }
    }

    @Override
    public int compareTo(StepId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
