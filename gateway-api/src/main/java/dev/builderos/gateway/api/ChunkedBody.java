package dev.builderos.gateway.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks, each with its length before it (RFC 9112, section 7.1). */
final class ChunkedBody extends InputStream {
    private static final int HEX = 16;

    private final InputStream in;
    private long left;
    private boolean begun;
    private boolean over;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !over) {
            nextChunk();
        }
        if (over) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(left, length));
        if (read < 0) {
            throw new EOFException("the connection ended within the answer");
        }
        left -= read;
        return read;
    }

    private void nextChunk() throws IOException {
        if (begun && !HttpAnswer.line(in).isEmpty()) {
            throw new IOException("a chunk of the answer is longer than it says");
        }
        begun = true;
        String length = HttpAnswer.line(in);
        int extension = length.indexOf(';');
        try {
            left = Long.parseLong((extension < 0 ? length : length.substring(0, extension)).strip(), HEX);
        } catch (NumberFormatException e) {
            throw new IOException("a chunk of no length: " + length, e);
        }
        if (left < 0) {
            throw new IOException("a chunk of no length: " + length);
        }
        if (left == 0) {
            over = true;
            while (!HttpAnswer.line(in).isEmpty()) {
                // trailers say nothing we use
            }
        }
    }
}
