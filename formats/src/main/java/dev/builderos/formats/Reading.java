package dev.builderos.formats;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file being read, and the problems found so far. */
final class Reading {
    /** A person repairs a file long before they have read this many. */
    static final int MAX_PROBLEMS = 200;

    private static final int MAX_SHOWN = 80;

    private final SourceText source;
    private final int[] codePoints;
    private final List<Problem> problems = new ArrayList<>();
    private int found;

    Reading(SourceText source) {
        this.source = source;
        this.codePoints = source.text().codePoints().toArray();
    }

    SourceText source() {
        return source;
    }

    /** How many problems were found, also those beyond the limit. */
    int found() {
        return found;
    }

    void problem(Position at, String message) {
        problem(at, message, null);
    }

    void problem(Position at, String message, @Nullable String suggestion) {
        found++;
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new Problem(source.path(), at, message, suggestion));
        }
    }

    /** A word that is none of the candidates; the closest of them is suggested. */
    void unknown(Position at, String message, String word, Collection<String> candidates) {
        problem(at, message, problems.size() < MAX_PROBLEMS ? Closest.to(word, candidates) : null);
    }

    void wrongType(YamlNode node, String expected) {
        problem(node.at(), "must be " + expected + ", not " + describe(node));
    }

    List<Problem> problems() {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparing(Problem::at));
        if (found > MAX_PROBLEMS) {
            Position last = sorted.getLast().at();
            sorted.add(new Problem(source.path(), last, "and " + (found - MAX_PROBLEMS) + " more problems", null));
        }
        return List.copyOf(sorted);
    }

    /** Where tokens stand within a scalar. */
    TokenLocator locator(YamlNode.Scalar scalar) {
        return new TokenLocator(codePoints, scalar);
    }

    /** A value as a message shows it: on one line, and not too long. */
    static String shown(String value) {
        String line = value.lines().findFirst().orElse("");
        return "`" + (line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line) + "`";
    }

    private static String describe(YamlNode node) {
        return switch (node) {
            case YamlNode.Mapping _ -> "a mapping";
            case YamlNode.Sequence _ -> "a list";
            case YamlNode.Scalar scalar ->
                switch (PlainValue.of(scalar)) {
                    case PlainValue.Nothing _ -> "empty";
                    case PlainValue.Truth _ -> "true or false";
                    case PlainValue.Whole _, PlainValue.Fraction _, PlainValue.TooLarge _ -> "a number";
                    case PlainValue.Words _ -> "a text";
                };
        };
    }
}
