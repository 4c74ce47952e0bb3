package dev.builderos.gateway.api;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to a request (RFC 9112).
 *
 * @param body what follows the head; closing it closes the connection, from any thread
 */
record HttpAnswer(int status, InputStream body) implements Closeable {
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int SWITCHING = 101;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    /** Reads the head, and leaves the body to be read. */
    static HttpAnswer read(InputStream connection, Closeable hangUp) throws IOException {
        InputStream in = new BufferedInputStream(connection, BUFFER_BYTES);
        Head head = Head.read(in);
        while (head.status() < OK && head.status() != SWITCHING) {
            head = Head.read(in);
        }
        return new HttpAnswer(head.status(), new Body(body(in, head), hangUp));
    }

    boolean successful() {
        return status / 100 == 2;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    private static InputStream body(InputStream in, Head head) throws IOException {
        if (head.status() == NO_CONTENT || head.status() == NOT_MODIFIED) {
            return new LengthBody(in, 0);
        }
        if (head.header("transfer-encoding").toLowerCase(Locale.ROOT).endsWith("chunked")) {
            return new ChunkedBody(in);
        }
        String length = head.header("content-length");
        if (length.isEmpty()) {
            return in;
        }
        try {
            return new LengthBody(in, Long.parseLong(length));
        } catch (NumberFormatException e) {
            throw new IOException("a body of no length: " + length, e);
        }
    }

    private record Head(int status, Map<String, String> headers) {
        static Head read(InputStream in) throws IOException {
            String first = line(in);
            if (!first.startsWith("HTTP/1.") || first.length() < 12) {
                throw new IOException("no answer in HTTP/1.1");
            }
            int status;
            try {
                status = Integer.parseInt(first.substring(9, 12));
            } catch (NumberFormatException e) {
                throw new IOException("no answer in HTTP/1.1", e);
            }
            Map<String, String> headers = new TreeMap<>();
            int size = first.length();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                size += line.length();
                int colon = line.indexOf(':');
                if (colon < 0 || size > MAX_HEAD_BYTES) {
                    throw new IOException("no head of an answer in HTTP/1.1");
                }
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return new Head(status, headers);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A line of a head or between chunks, without its end. */
    static String line(InputStream in) throws IOException {
        byte[] bytes = new byte[128];
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended within the answer");
            }
            if (length == bytes.length) {
                if (length >= MAX_HEAD_BYTES) {
                    throw new IOException("a line of the answer's head is too long");
                }
                bytes = java.util.Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) next;
        }
        int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static final class Body extends FilterInputStream {
        private final Closeable hangUp;

        Body(InputStream in, Closeable hangUp) {
            super(in);
            this.hangUp = hangUp;
        }

        @Override
        public void close() throws IOException {
            hangUp.close();
        }
    }
}
