package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/** No answer came: there is no server, or the connection to it broke. */
public final class GatewayUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GatewayUnreachable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
