package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A log as another server sends it: the text form, from line 1 on. Read in constant memory. */
public final class SentLog {
    /** What a log may hold, with what BuilderOS itself says in it. */
    private static final long MOST_BYTES = LogStore.Cap.STANDARD.bytes() + 1024 * 1024;

    private static final int MOST_DIGITS = 18;

    private final InputStream text;
    private final MessageDigest sha256 = Digest.sha256();
    private long bytes;

    private SentLog(InputStream text) {
        this.text = new BufferedInputStream(text);
    }

    /**
     * What is wrong with it; nothing when it is a log.
     *
     * @param lines after so many of them all before have this digest
     * @param digest null where nobody says
     */
    public static Optional<String> flaw(InputStream text, long lines, @Nullable Digest digest) throws IOException {
        return new SentLog(text).flaw(lines, digest);
    }

    private Optional<String> flaw(long lines, @Nullable Digest digest) throws IOException {
        long line = 0;
        boolean compared = digest == null || lines == 0;
        for (int first = next(); first >= 0; first = next()) {
            line++;
            if (number(first) != line || number(next()) < 0 || !stream() || !rest()) {
                return Optional.of("line " + line + " is none of a log");
            }
            if (bytes > MOST_BYTES) {
                return Optional.of("it is larger than a log can be");
            }
            if (!compared && line == lines) {
                compared = true;
                if (!Digest.ofRaw(clone(sha256).digest()).equals(digest)) {
                    return Optional.of("its first " + lines + " lines are not those the journal names");
                }
            }
        }
        return compared ? Optional.empty() : Optional.of("it has " + line + " lines, and the journal names " + lines);
    }

    /** The digits up to a tab as a number; -1 when there is something else. */
    private long number(int first) throws IOException {
        long number = 0;
        int digits = 0;
        for (int each = first; each != '\t'; each = next()) {
            if (each < '0' || each > '9' || ++digits > MOST_DIGITS) {
                return -1;
            }
            number = number * 10 + (each - '0');
        }
        return digits == 0 ? -1 : number;
    }

    /** Whether a word and a tab follow. */
    private boolean stream() throws IOException {
        int length = 0;
        for (int each = next(); each != '\t'; each = next()) {
            if (each < 'a' || each > 'z' || ++length > MOST_DIGITS) {
                return false;
            }
        }
        return length > 0;
    }

    /** Whether the line ends. */
    private boolean rest() throws IOException {
        int each = next();
        while (each >= 0 && each != '\n' && bytes <= MOST_BYTES) {
            each = next();
        }
        return each == '\n';
    }

    private int next() throws IOException {
        int next = text.read();
        if (next >= 0) {
            sha256.update((byte) next);
            bytes++;
        }
        return next;
    }

    private static MessageDigest clone(MessageDigest soFar) {
        try {
            return (MessageDigest) soFar.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
        }
    }
}
