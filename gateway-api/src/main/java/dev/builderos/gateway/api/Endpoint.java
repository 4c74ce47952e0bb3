package dev.builderos.gateway.api;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and what to show it.
 *
 * @param base e.g. {@code http://127.0.0.1:7788}
 * @param token the bearer token
 * @param org where to act; null for the one that the server takes for the token
 */
public record Endpoint(URI base, String token, @Nullable String org) {
    public Endpoint(URI base, String token) {
        this(base, token, null);
    }

    @Override
    public String toString() {
        return base.toString();
    }

    /** Finds the endpoint anew for every connection: a server that restarted may listen on another port. */
    @FunctionalInterface
    public interface Source {
        /**
         * The endpoint as it is now.
         *
         * @throws GatewayUnreachable when there is none
         */
        Endpoint find();
    }
}
