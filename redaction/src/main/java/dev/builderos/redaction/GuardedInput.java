package dev.builderos.redaction;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Content that is searched while it is read; the piece in which a secret ends is not given out. */
final class GuardedInput extends FilterInputStream {
    private final Search search;

    GuardedInput(InputStream content, Search search) {
        super(content);
        this.search = search;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = in.read(into, offset, length);
        Optional<String> found = n < 0 ? search.end() : search.write(into, offset, offset + n);
        if (found.isPresent()) {
            throw new SecretFound(found.get());
        }
        return n;
    }

    /** What is skipped is searched, too. */
    @Override
    public long skip(long n) throws IOException {
        byte[] skipped = new byte[Math.clamp(n, 0, 8 * 1024)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
