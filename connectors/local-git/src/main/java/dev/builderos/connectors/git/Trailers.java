package dev.builderos.connectors.git;

import java.util.Optional;

/** The lines at the end of our commit messages by which a commit is found again. */
final class Trailers {
    static final String RUN = "BuilderOS-Run";
    static final String STEP = "BuilderOS-Step";
    static final String KEY = "BuilderOS-Key";

    private Trailers() {}

    static String line(String name, Object value) {
        return name + ": " + value + "\n";
    }

    /** The value of a trailer in a commit's raw text. The last one counts: what stands above it may be somebody else's. */
    static Optional<String> find(String commitText, String name) {
        String start = name + ": ";
        return commitText
                .lines()
                .filter(line -> line.startsWith(start))
                .reduce((earlier, later) -> later)
                .map(line -> line.substring(start.length()).strip());
    }
}
