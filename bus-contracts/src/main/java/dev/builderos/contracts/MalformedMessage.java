package dev.builderos.contracts;

import org.jspecify.annotations.Nullable;

/** Bytes that are not JSON of the type they were sent as. The message names the type, never the content. */
public final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMessage(Class<?> expected, @Nullable Throwable cause) {
        super("not a well-formed " + expected.getSimpleName(), cause);
    }
}
