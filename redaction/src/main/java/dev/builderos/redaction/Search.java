package dev.builderos.redaction;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the first secret in a stream and copies nothing but what may be the beginning of one. For one thread.
 */
final class Search {
    private static final byte[] NOTHING = {};

    private final Redactor redactor;
    private byte[] held = NOTHING;
    private @Nullable String found;

    Search(Redactor redactor) {
        this.redactor = redactor;
    }

    /** Takes bytes in; gives the name of the first secret in all that came so far. */
    Optional<String> write(byte[] bytes, int from, int to) {
        if (found == null) {
            if (held.length == 0 && from == 0) {
                look(bytes, to, false);
            } else {
                byte[] joined = Arrays.copyOf(held, held.length + to - from);
                System.arraycopy(bytes, from, joined, held.length, to - from);
                look(joined, joined.length, false);
            }
        }
        return Optional.ofNullable(found);
    }

    /** Nothing more follows. */
    Optional<String> end() {
        if (found == null) {
            look(held, held.length, true);
        }
        return Optional.ofNullable(found);
    }

    private void look(byte[] bytes, int length, boolean last) {
        int at = redactor.next(bytes, 0, length, last);
        if (at == length) {
            held = NOTHING;
        } else if (redactor.end(bytes, at, length, last) == Rule.UNDECIDED) {
            held = Arrays.copyOfRange(bytes, at, length);
        } else {
            found = redactor.name(bytes, at, length);
            held = NOTHING;
        }
    }
}
