package dev.builderos.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One stream on its way through a {@link Redactor}. What may be the beginning of a secret is held back until what follows decides;
 * so is no more than the longest secret. For one thread.
 */
public final class Redaction {
    private static final byte[] NOTHING = {};

    private final Redactor redactor;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] held = NOTHING;
    /** How many bytes of what is held belong to a match whose mark is written already. */
    private int covered;

    private long marks;

    Redaction(Redactor redactor) {
        this.redactor = redactor;
    }

    /** Takes bytes in. */
    public void write(byte[] bytes, int from, int to) {
        if (held.length == 0) {
            scan(from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to), false);
        } else {
            byte[] joined = Arrays.copyOf(held, held.length + to - from);
            System.arraycopy(bytes, from, joined, held.length, to - from);
            scan(joined, false);
        }
    }

    /**
     * Whether these bytes may be written as they are: nothing is held back, and none of them is or begins a secret. Then they need not
     * be taken in.
     */
    public boolean passes(byte[] bytes) {
        return held.length == 0 && redactor.next(bytes, 0, bytes.length, false) == bytes.length;
    }

    /** Nothing more follows, so nothing is held back any more. */
    public void end() {
        scan(held, true);
    }

    /** Whether something is held back. */
    public boolean holds() {
        return held.length > 0;
    }

    /** How many marks were written. */
    public long marks() {
        return marks;
    }

    /** What may be written, each byte once. */
    public byte[] takeBytes() {
        byte[] taken = out.toByteArray();
        out.reset();
        return taken;
    }

    String take() {
        return new String(takeBytes(), StandardCharsets.UTF_8);
    }

    private void scan(byte[] bytes, boolean last) {
        int done = covered; // written, or instead of which a mark is
        int at = 0;
        while (true) {
            at = redactor.next(bytes, at, bytes.length, last);
            int end = at < bytes.length ? redactor.end(bytes, at, bytes.length, last) : Rule.UNDECIDED;
            if (end == Rule.UNDECIDED) {
                break;
            }
            if (at >= done) {
                marks++;
                out.write(bytes, done, at - done);
                out.writeBytes(redactor.mark(bytes, at, bytes.length));
            }
            done = Math.max(done, end);
            at++;
        }
        if (at > done) {
            out.write(bytes, done, at - done);
        }
        held = at == bytes.length ? NOTHING : Arrays.copyOfRange(bytes, at, bytes.length);
        covered = Math.max(0, done - at);
    }
}
