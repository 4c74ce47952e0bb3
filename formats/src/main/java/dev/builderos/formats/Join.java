package dev.builderos.formats;

/** When lanes are done. */
public sealed interface Join {

    /** Every lane has succeeded. */
    record All() implements Join {}

    /** One lane has succeeded. */
    record Any() implements Join {}

    /** {@code n} lanes have succeeded, at least one. */
    record Quorum(int n) implements Join {
        public Quorum {
            if (n < 1) {
                throw new IllegalArgumentException("a quorum is at least one: " + n);
            }
        }
    }
}
