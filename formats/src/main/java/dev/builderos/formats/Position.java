package dev.builderos.formats;

/**
 * A place in a file.
 *
 * @param line counted from 1
 * @param column counted from 1, in characters (code points)
 */
public record Position(int line, int column) implements Comparable<Position> {
    /** The first character of a file. */
    public static final Position START = new Position(1, 1);

    public Position {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("lines and columns count from 1: " + line + ":" + column);
        }
    }

    @Override
    public int compareTo(Position other) {
        int byLine = Integer.compare(line, other.line);
        return byLine == 0 ? Integer.compare(column, other.column) : byLine;
    }
}
