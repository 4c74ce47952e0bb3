package dev.builderos.cli.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** How large the terminal is now. Asked for by the live view only: opening a terminal takes time. */
public final class TerminalSize implements AutoCloseable {
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;

    private final Terminal terminal;

    private TerminalSize(Terminal terminal) {
        this.terminal = terminal;
    }

    public static TerminalSize open() {
        try {
            return new TerminalSize(TerminalBuilder.builder()
                    .system(true)
                    .dumb(true)
                    .nativeSignals(false)
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the terminal", e);
        }
    }

    public int columns() {
        int columns = terminal.getWidth();
        return columns > 0 ? columns : USUAL_COLUMNS;
    }

    public int rows() {
        int rows = terminal.getHeight();
        return rows > 0 ? rows : USUAL_ROWS;
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the terminal", e);
        }
    }
}
