package dev.builderos.gateway.api;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** No answer came: there is no server, or the connection to it broke. */
public final class GatewayUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable URI server;

    public GatewayUnreachable(String message, @Nullable Throwable cause) {
        this(message, cause, null);
    }

    GatewayUnreachable(String message, @Nullable Throwable cause, @Nullable URI server) {
        super(message, cause);
        this.server = server;
    }

    /** The one that was asked; null when none is known. */
    public @Nullable URI server() {
        return server;
    }
}
