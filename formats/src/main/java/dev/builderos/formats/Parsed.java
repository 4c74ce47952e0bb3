package dev.builderos.formats;

import java.util.List;

/** What came of reading a file: the value, or every problem that stands in its way. */
public sealed interface Parsed<T> {

    /** The file is right. */
    record Ok<T>(T value) implements Parsed<T> {}

    /**
     * The file is wrong.
     *
     * @param problems at least one, in the order of the file
     */
    record Invalid<T>(List<Problem> problems) implements Parsed<T> {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("an invalid file has a problem");
            }
        }
    }
}
