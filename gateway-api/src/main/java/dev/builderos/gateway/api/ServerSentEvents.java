package dev.builderos.gateway.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@code text/event-stream} format (WHATWG HTML, section 9.2) from bytes. Comments are heartbeats and are skipped. */
final class ServerSentEvents implements Closeable {
    /** No event may be longer: what is longer is not one of ours. */
    private static final int MAX_EVENT_BYTES = 32 * 1024 * 1024;

    /**
     * One event.
     *
     * @param id the last id the stream has named, or null
     */
    record Event(@Nullable String id, String name, String data) {}

    private final InputStream in;
    private byte[] bytes = new byte[1 << 16];
    private int from;
    private int to;
    private @Nullable String lastId;

    ServerSentEvents(InputStream in) {
        this.in = in;
    }

    /** The next event; empty at the end of the bytes. */
    Optional<Event> next() throws IOException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        boolean hasData = false;
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (hasData) {
                    return Optional.of(new Event(lastId, name, data.toString()));
                }
                name = "message";
                continue;
            }
            int colon = line.indexOf(':');
            if (colon == 0) {
                continue;
            }
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + (line.startsWith(" ", colon + 1) ? 2 : 1));
            switch (field) {
                case "event" -> name = value;
                case "id" -> lastId = value;
                case "data" -> {
                    if (hasData) {
                        data.append('\n');
                    }
                    data.append(value);
                    hasData = true;
                    if (data.length() > MAX_EVENT_BYTES) {
                        throw new IOException("an event of the stream is too long");
                    }
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private @Nullable String line() throws IOException {
        int searched = 0;
        while (true) {
            int feed = -1;
            for (int at = from + searched; at < to && feed < 0; at++) {
                feed = bytes[at] == '\n' ? at : -1;
            }
            if (feed >= 0) {
                int end = feed > from && bytes[feed - 1] == '\r' ? feed - 1 : feed;
                String line = new String(bytes, from, end - from, StandardCharsets.UTF_8);
                from = feed + 1;
                return line;
            }
            searched = to - from;
            if (!fill()) {
                return null;
            }
        }
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to == bytes.length) {
            if (to >= MAX_EVENT_BYTES) {
                throw new IOException("a line of the stream is too long");
            }
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int read = in.read(bytes, to, bytes.length - to);
        to += Math.max(0, read);
        return read >= 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
