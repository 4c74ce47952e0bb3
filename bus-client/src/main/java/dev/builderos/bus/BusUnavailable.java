package dev.builderos.bus;

import org.jspecify.annotations.Nullable;

/** The bus could not carry a message, or nobody answered in time. Trying again may help. */
public sealed class BusUnavailable extends RuntimeException permits BusDisconnected {
    private static final long serialVersionUID = 1L;

    public BusUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public BusUnavailable(String message) {
        this(message, null);
    }
}
