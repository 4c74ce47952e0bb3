package dev.builderos.gateway.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
    private @Nullable String lastId;

    ServerSentEvents(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        while (true) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            if (b == '\n') {
                String text = bytes.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            bytes.write(b);
            if (bytes.size() > MAX_EVENT_BYTES) {
                throw new IOException("a line of the stream is too long");
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
