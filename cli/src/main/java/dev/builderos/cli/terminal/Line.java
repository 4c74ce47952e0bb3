package dev.builderos.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jline.utils.WCWidth;

/** One line of styled text. Whatever is added is escaped by {@link SafeText}, so that a line is safe to print. */
public final class Line {
    /** How a part of a line looks where styles are shown. */
    public enum Style {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        CYAN("36"),
        /** For what a person must not miss. */
        ALERT("1;33");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /** Wrapping into fewer columns than this helps nobody. */
    private static final int NARROW = 20;

    private record Span(Style style, String text) {}

    private final List<Span> spans = new ArrayList<>();

    public static Line of(String text) {
        return new Line().add(text);
    }

    public static Line of(Style style, String text) {
        return new Line().add(style, text);
    }

    public Line add(String text) {
        return add(Style.PLAIN, text);
    }

    public Line add(Style style, String text) {
        spans.add(new Span(style, SafeText.line(text)));
        return this;
    }

    /** This line behind the beginning of another. */
    public Line behind(Line beginning) {
        beginning.spans.addAll(spans);
        return beginning;
    }

    /** The text without styles. */
    public String plain() {
        StringBuilder text = new StringBuilder();
        spans.forEach(span -> text.append(span.text()));
        return text.toString();
    }

    public String ansi() {
        return ansi(Integer.MAX_VALUE);
    }

    /** The text with ANSI styles, cut to at most so many columns with an ellipsis. */
    public String ansi(int columns) {
        StringBuilder text = new StringBuilder();
        boolean fits = width(plain()) <= columns;
        int left = fits ? Integer.MAX_VALUE : columns - 1;
        for (Span span : spans) {
            String part = fits ? span.text() : cut(span.text(), left);
            left -= fits ? 0 : width(part);
            if (span.style() == Style.PLAIN || part.isEmpty()) {
                text.append(part);
            } else {
                text.append("\u001b[")
                        .append(span.style().code)
                        .append('m')
                        .append(part)
                        .append("\u001b[0m");
            }
            if (part.length() < span.text().length()) {
                break;
            }
        }
        return fits ? text.toString() : text.append('…').toString();
    }

    /** The text without styles, cut to at most so many columns with an ellipsis. */
    public String cut(int columns) {
        String text = plain();
        return width(text) <= columns ? text : cut(text, columns - 1) + "…";
    }

    /**
     * This line as several of at most so many columns, broken at spaces where that is possible. A terminal too narrow for it does
     * the breaking itself.
     *
     * @param beginning what each line but the first begins with
     */
    public List<Line> wrapped(int columns, Supplier<Line> beginning) {
        int indent = width(beginning.get().plain());
        if (columns < indent + NARROW) {
            return List.of(this);
        }
        List<Line> lines = new ArrayList<>();
        Line line = new Line();
        int used = 0;
        for (Span span : spans) {
            String rest = span.text();
            while (used + width(rest) > columns) {
                String part = cut(rest, columns - used);
                int space = part.lastIndexOf(' ') + 1;
                String kept = space > 0 && !part.substring(0, space).isBlank() ? part.substring(0, space) : part;
                line.spans.add(new Span(span.style(), kept));
                lines.add(line);
                line = beginning.get();
                used = indent;
                rest = rest.substring(kept.length());
            }
            line.spans.add(new Span(span.style(), rest));
            used += width(rest);
        }
        lines.add(line);
        return lines;
    }

    private static String cut(String text, int columns) {
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            used += Math.max(0, WCWidth.wcwidth(c));
            if (used > columns) {
                return text.substring(0, i);
            }
            i += Character.charCount(c);
        }
        return text;
    }

    private static int width(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }

    @Override
    public String toString() {
        return plain();
    }
}
