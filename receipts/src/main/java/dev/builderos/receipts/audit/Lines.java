package dev.builderos.receipts.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines that end with LF and nothing else, as an export has them; a carriage return is part of its line. */
final class Lines implements Closeable {
    private static final int LONGEST = 64 * 1024 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;

    Lines(InputStream in) {
        this.in = in;
    }

    /** The next line, the last one also without an end; null when there is none. */
    @Nullable
    String next() throws IOException {
        int searched = from;
        while (true) {
            for (; searched < to; searched++) {
                if (buffer[searched] == '\n') {
                    String line = new String(buffer, from, searched - from, StandardCharsets.UTF_8);
                    from = searched + 1;
                    return line;
                }
            }
            int kept = to - from;
            if (from > 0) {
                System.arraycopy(buffer, from, buffer, 0, kept);
            } else if (kept == buffer.length) {
                if (kept >= LONGEST) {
                    throw new IOException("a line is longer than " + LONGEST + " bytes");
                }
                buffer = Arrays.copyOf(buffer, 2 * kept);
            }
            from = 0;
            to = kept;
            searched = kept;
            int read = in.read(buffer, to, buffer.length - to);
            if (read < 0) {
                from = to;
                return kept == 0 ? null : new String(buffer, 0, kept, StandardCharsets.UTF_8);
            }
            to += read;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
