package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Lets its reader see the end of a blob only when all before it was the content of the digest. */
final class CheckedContent extends FilterInputStream {
    private final Digest digest;
    private final MessageDigest sha256 = Digest.sha256();
    private long bytes;
    private boolean checked;

    CheckedContent(InputStream content, Digest digest) {
        super(content);
        this.digest = digest;
    }

    /** Reads to the end, and gives nothing but that it is the content of the digest; closes it. */
    static void check(InputStream content, Digest digest) throws IOException {
        try (CheckedContent whole = new CheckedContent(content, digest)) {
            whole.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** The bytes if they are the content of the digest. */
    static byte[] check(byte[] content, Digest digest) throws CorruptBlob {
        if (!Digest.of(content).equals(digest)) {
            throw new CorruptBlob(digest, content.length);
        }
        return content;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        if (read >= 0) {
            sha256.update((byte) read);
            bytes++;
        } else {
            end();
        }
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        if (read > 0) {
            sha256.update(into, offset, read);
            bytes += read;
        } else if (read < 0) {
            end();
        }
        return read;
    }

    private void end() throws CorruptBlob {
        if (!checked && !Digest.ofRaw(sha256.digest()).equals(digest)) {
            throw new CorruptBlob(digest, bytes);
        }
        checked = true;
    }

    /** Bytes that were passed over are not checked, so none are. */
    @Override
    public long skip(long count) throws IOException {
        return in.skip(0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
