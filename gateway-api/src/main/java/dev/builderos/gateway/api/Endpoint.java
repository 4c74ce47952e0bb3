package dev.builderos.gateway.api;

/**
 * Where a server is and what to show it.
 *
 * @param base e.g. {@code http://127.0.0.1:7788}
 * @param token the bearer token
 */
public record Endpoint(java.net.URI base, String token) {
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
