package dev.builderos.gateway.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body whose length is known. A connection that ends before has broken. */
final class LengthBody extends InputStream {
    private final InputStream in;
    private long left;

    LengthBody(InputStream in, long length) {
        this.in = in;
        this.left = length;
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
        if (left == 0) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(left, length));
        if (read < 0) {
            throw new EOFException("the connection ended " + left + " bytes before the answer");
        }
        left -= read;
        return read;
    }
}
