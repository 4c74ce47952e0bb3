package dev.builderos.formats;

/** The ids of lanes that are not given one: {@code lanes-1}, {@code lanes-2}, in the order of the file. */
final class LanesNumbers {
    private int last;

    /** To be called once for each lanes of the file, also for those that have an id. */
    String next() {
        last++;
        return "lanes-" + last;
    }
}
