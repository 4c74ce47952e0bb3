package dev.builderos.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * Output that tells when nobody takes it any more: print streams keep that to themselves, and a program that follows a run would go
 * on for as long as the run does behind {@code | head}.
 */
final class LastingOutput extends FilterOutputStream {
    private final Consumer<IOException> closed;

    /** @param closed is told of each write that failed; that the program ends is its matter */
    LastingOutput(OutputStream out, Consumer<IOException> closed) {
        super(out);
        this.closed = closed;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException failed) {
            closed.accept(failed);
            throw failed;
        }
    }
}
