package dev.builderos.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A run: a UUID in its usual written form. New ones are of version 7; a damaged row may hold any, and is still to be named. */
public record RunId(@JsonValue String value) implements Comparable<RunId> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunId {
        if (!isOne(value)) {
            throw new IllegalArgumentException("a run id is a UUID: " + value);
        }
    }

    /** Whether this is the written form of one. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
