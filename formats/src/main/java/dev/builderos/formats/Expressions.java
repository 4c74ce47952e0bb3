package dev.builderos.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A text of a pipeline, split into what stands there and what it refers to: {@code ${inputs.task}}, {@code ${preview.url}}.
 * <code>$${</code> stands for a literal <code>${</code>.
 *
 * @param parts in order
 */
public record Expressions(List<Part> parts) {
    private static final int MAX_REFERENCE = 256;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}");

    public Expressions {
        parts = List.copyOf(parts);
    }

    /** A piece of the text. */
    public sealed interface Part {}

    /** Text that stands for itself. */
    public record Literal(String text) implements Part {}

    /**
     * Something to look up.
     *
     * @param path at least one segment: {@code inputs}, {@code task}
     */
    public record Reference(List<String> path) implements Part {
        public Reference {
            path = List.copyOf(path);
            if (path.isEmpty()) {
                throw new IllegalArgumentException("a reference names something");
            }
        }

        /** Where to look: {@code inputs}, {@code env}, {@code project}, {@code run}, {@code secrets}, or a step. */
        public String root() {
            return path.getFirst();
        }

        /** As it is written. */
        public String text() {
            return "${" + String.join(".", path) + "}";
        }
    }

    /**
     * Splits a text.
     *
     * @throws IllegalArgumentException for an expression that is not closed or not a path; a parsed file holds none
     */
    public static Expressions parse(String text) {
        List<Part> parts = new ArrayList<>();
        for (Piece piece : pieces(text)) {
            switch (piece) {
                case Right(Part part) -> parts.add(part);
                case Wrong(String raw) -> throw new IllegalArgumentException("not an expression: " + raw);
            }
        }
        return new Expressions(parts);
    }

    public List<Reference> references() {
        return parts.stream()
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .toList();
    }

    /** The text with its references replaced in one pass: a value that looks like a reference stays as it is. */
    public String render(Function<Reference, String> values) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(
                    switch (part) {
                        case Literal literal -> literal.text();
                        case Reference reference -> values.apply(reference);
                    });
        }
        return text.toString();
    }

    /** A part, or text that wants to be one. */
    sealed interface Piece {}

    record Right(Part part) implements Piece {}

    record Wrong(String raw) implements Piece {}

    static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int next = 0;
        while (next < text.length()) {
            if (text.startsWith("$${", next)) {
                literal.append("${");
                next += 3;
            } else if (text.startsWith("${", next)) {
                if (!literal.isEmpty()) {
                    pieces.add(new Right(new Literal(literal.toString())));
                    literal.setLength(0);
                }
                int end = endOf(text, next);
                pieces.add(piece(text.substring(next, end)));
                next = end;
            } else {
                literal.append(text.charAt(next));
                next++;
            }
        }
        if (!literal.isEmpty()) {
            pieces.add(new Right(new Literal(literal.toString())));
        }
        return pieces;
    }

    /** After the brace that closes, or, when none does, after a stretch that is enough to show. */
    private static int endOf(String text, int start) {
        int limit = Math.min(text.length(), start + MAX_REFERENCE);
        for (int i = start; i < limit; i++) {
            if (text.charAt(i) == '}') {
                return i + 1;
            }
            if (text.charAt(i) == '\n') {
                return i;
            }
        }
        return limit;
    }

    private static Piece piece(String raw) {
        if (!raw.endsWith("}")) {
            return new Wrong(raw);
        }
        List<String> path = List.of(raw.substring(2, raw.length() - 1).split("\\.", -1));
        return path.stream().allMatch(segment -> SEGMENT.matcher(segment).matches())
                ? new Right(new Reference(path))
                : new Wrong(raw);
    }
}
