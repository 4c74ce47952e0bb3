package dev.builderos.policy.engine;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A pattern for paths: {@code *} is any part of one segment, {@code ?} one character of it, {@code **} any number of segments,
 * and at the end of a pattern at least one. All else stands for itself. Matching takes time proportional to the product
 * of the two lengths at most.
 */
final class Glob {
    private static final String ANY_DEPTH = "**";

    /** No file is called this; it stands for some file in a directory. */
    private static final String SOME_FILE = "\uFFFF";

    private final String text;
    private final List<String> segments;

    private Glob(String text, List<String> segments) {
        this.text = text;
        this.segments = segments;
    }

    /** The pattern, or nothing when it uses what globs here do not know: a deny that silently matches nothing is a hole. */
    static Optional<Glob> parse(String text) {
        if (text.startsWith("!") || text.chars().anyMatch(c -> "{}[]\\".indexOf(c) >= 0)) {
            return Optional.empty();
        }
        String whole = text.endsWith("/") ? text + ANY_DEPTH : text;
        List<String> segments = Arrays.stream(
                        Normalizer.normalize(whole, Normalizer.Form.NFC).split("/"))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
        return Optional.of(new Glob(text, segments));
    }

    /** The pattern as {@link WorkspacePath#disguises()} are compared. */
    Glob caseless() {
        return new Glob(text, segments.stream().map(WorkspacePath::caseless).toList());
    }

    /** The first segment where it stands for itself alone. */
    Optional<String> literalRoot() {
        return segments.stream().findFirst().filter(segment -> segment.indexOf('*') < 0 && segment.indexOf('?') < 0);
    }

    boolean matches(WorkspacePath path) {
        return reach(path.segments())[path.segments().size()];
    }

    /** Whether it matches the path, or something directly in it. */
    boolean touches(WorkspacePath path) {
        int length = path.segments().size();
        boolean[] reach = reach(withSomeFile(path));
        return reach[length] || reach[length + 1];
    }

    /** Whether it matches the path, a directory above it, or something directly in it. */
    boolean covers(WorkspacePath path) {
        boolean[] reach = reach(withSomeFile(path));
        for (int length = path.isWorkspace() ? 0 : 1; length < reach.length; length++) {
            if (reach[length]) {
                return true;
            }
        }
        return false;
    }

    private static List<String> withSomeFile(WorkspacePath directory) {
        List<String> inside = new ArrayList<>(directory.segments());
        inside.add(SOME_FILE);
        return inside;
    }

    /** For each length whether the pattern matches the first so many segments of a path. */
    private boolean[] reach(List<String> path) {
        boolean[] reach = new boolean[path.size() + 1];
        reach[0] = true;
        for (int i = 0; i < segments.size(); i++) {
            boolean[] next = new boolean[path.size() + 1];
            String segment = segments.get(i);
            boolean anyDepth = segment.equals(ANY_DEPTH);
            boolean last = i == segments.size() - 1;
            for (int j = 0; j <= path.size(); j++) {
                if (anyDepth) {
                    next[j] = (j > 0 && (next[j - 1] || reach[j - 1])) || (!last && reach[j]);
                } else {
                    next[j] = j > 0 && reach[j - 1] && segmentMatches(segment, path.get(j - 1));
                }
            }
            reach = next;
        }
        return reach;
    }

    /** One segment against one name, going back to the latest {@code *} only. */
    private static boolean segmentMatches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
