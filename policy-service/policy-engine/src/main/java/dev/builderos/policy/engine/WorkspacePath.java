package dev.builderos.policy.engine;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A path within the workspace in canonical form: its segments, Unicode NFC, without {@code .} and empty ones. No segments
 * mean the workspace itself.
 */
record WorkspacePath(List<String> segments) {
    private static final int MAX_LENGTH = 4_096;
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    WorkspacePath {
        segments = List.copyOf(segments);
    }

    /** What came of reading a path. */
    sealed interface Reading {}

    record Inside(WorkspacePath path) implements Reading {}

    /** The path may lead out of the workspace, or not be what it looks like. */
    record Escapes(String why) implements Reading {}

    static Reading read(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Escapes("the path is longer than " + MAX_LENGTH + " characters");
        }
        if (text.startsWith("/") || text.startsWith("~") || DRIVE.matcher(text).matches()) {
            return new Escapes("the path is absolute; paths are relative to the workspace");
        }
        if (text.indexOf('\\') >= 0) {
            return new Escapes("the path holds a backslash; segments are separated by `/`");
        }
        if (text.codePoints().anyMatch(WorkspacePath::isHidden)) {
            return new Escapes("the path holds characters that cannot be seen");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : Normalizer.normalize(text, Normalizer.Form.NFC).split("/", -1)) {
            if (segment.equals("..")) {
                return new Escapes("the path holds `..`");
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return new Inside(new WorkspacePath(segments));
    }

    /** Control and format characters, halves of surrogate pairs, and line separators. */
    private static boolean isHidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** A name as a file system that ignores case sees it. */
    static String caseless(String name) {
        // Up and down again: some letters, such as the long s, meet their lower case only by way of the upper.
        return Normalizer.normalize(name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /** A name without what some file systems drop from its end: dots, spaces, and a stream after a colon. */
    private static String shortened(String name) {
        int stream = name.indexOf(':');
        int end = stream > 0 ? stream : name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
            end--;
        }
        return end == 0 ? name : name.substring(0, end);
    }

    /** The forms in which some file system would take it for the same path. What is denied is denied in all of them. */
    List<WorkspacePath> disguises() {
        WorkspacePath caseless =
                new WorkspacePath(segments.stream().map(WorkspacePath::caseless).toList());
        WorkspacePath plainest = plainest();
        return plainest.equals(caseless) ? List.of(plainest) : List.of(caseless, plainest);
    }

    /** The form in which most paths are the same. */
    WorkspacePath plainest() {
        return new WorkspacePath(segments.stream()
                .map(WorkspacePath::shortened)
                .map(WorkspacePath::caseless)
                .toList());
    }

    boolean isWorkspace() {
        return segments.isEmpty();
    }

    @Override
    public String toString() {
        return segments.isEmpty() ? "." : String.join("/", segments);
    }
}
