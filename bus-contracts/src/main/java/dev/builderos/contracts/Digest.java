package dev.builderos.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 digest, written {@code sha256:<64 lower-case hex>} everywhere a person or a file sees it.
 *
 * @param value the written form
 */
public record Digest(@JsonValue String value) implements Comparable<Digest> {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String ALGORITHM = "sha256:";
    private static final int HEX_CHARACTERS = 64;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Digest {
        if (!isPlainlyWritten(value) && !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a sha256 digest: " + value);
        }
    }

    // Written out: what a record brings along is put together when it is first needed, which a short program feels.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest digest && value.equals(digest.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The form, looked at by hand: digests are made and read for every fact of every run. */
    private static boolean isPlainlyWritten(String value) {
        if (!value.startsWith(ALGORITHM) || value.length() != ALGORITHM.length() + HEX_CHARACTERS) {
            return false;
        }
        for (int i = ALGORITHM.length(); i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    public static Digest of(byte[] bytes) {
        return ofRaw(sha256().digest(bytes));
    }

    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest whose 32 raw bytes are given. */
    public static Digest ofRaw(byte[] raw) {
        if (raw.length != 32) {
            throw new IllegalArgumentException("a sha256 digest has 32 bytes, not " + raw.length);
        }
        return new Digest(ALGORITHM + HexFormat.of().formatHex(raw));
    }

    /** A fresh SHA-256, for callers that stream. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 64 hex characters without the algorithm. */
    public String hex() {
        return value.substring(ALGORITHM.length());
    }

    public byte[] raw() {
        return HexFormat.of().parseHex(hex());
    }

    /** The first 12 hex characters, for people. */
    public String abbreviated() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
