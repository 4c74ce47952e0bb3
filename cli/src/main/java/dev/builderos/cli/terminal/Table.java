package dev.builderos.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns, each as wide as its widest cell; the last column is not padded. */
public final class Table {
    /** A cell and how it looks. */
    public record Cell(Line.Style style, String text) {
        public static Cell of(String text) {
            return new Cell(Line.Style.PLAIN, text);
        }
    }

    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(String... headings) {
        List<Cell> row = new ArrayList<>();
        for (String heading : headings) {
            row.add(new Cell(Line.Style.DIM, heading));
        }
        rows.add(row);
    }

    public Table row(Cell... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public List<Line> lines() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<Cell> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], SafeText.line(row.get(i).text()).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static Line line(List<Cell> row, int[] widths) {
        Line line = new Line();
        for (int i = 0; i < row.size(); i++) {
            String text = row.get(i).text();
            line.add(row.get(i).style(), text);
            if (i < row.size() - 1) {
                line.add(" ".repeat(widths[i] - SafeText.line(text).length() + 2));
            }
        }
        return line;
    }
}
