package dev.builderos.cli.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** How large the terminal is now. Asked for by the live view only: opening a terminal takes time. */
public interface TerminalSize extends AutoCloseable {
    int columns();

    int rows();

    @Override
    void close();

    /** The size of the terminal this program was started in; the usual 80 by 24 where it does not say. */
    static TerminalSize open() {
        try {
            return new Opened(TerminalBuilder.builder()
                    .system(true)
                    .dumb(true)
                    .nativeSignals(false)
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the terminal", e);
        }
    }

    /** A terminal that is held open, because its size may change. */
    record Opened(Terminal terminal) implements TerminalSize {
        private static final int USUAL_COLUMNS = 80;
        private static final int USUAL_ROWS = 24;

        @Override
        public int columns() {
            int columns = terminal.getWidth();
            return columns > 0 ? columns : USUAL_COLUMNS;
        }

        @Override
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
}
