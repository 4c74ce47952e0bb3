package dev.builderos.contracts;

/**
 * A text file a user wrote.
 *
 * @param path relative to the project root, with {@code /}
 */
public record SourceFile(String path, String text) implements Comparable<SourceFile> {
    public SourceFile {
        if (path.isBlank()
                || path.startsWith("/")
                || path.contains("\\")
                || ("/" + path + "/").contains("/../")
                || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a path inside a project: " + path);
        }
    }

    @Override
    public int compareTo(SourceFile other) {
        return path.compareTo(other.path);
    }
}
