package dev.builderos.egress;

import org.jspecify.annotations.Nullable;

/**
 * What a command wants of the network.
 *
 * @param method of HTTP; {@code CONNECT} for a tunnel
 * @param scheme {@code http}, or {@code https} for a tunnel: nothing but TLS goes through one
 * @param host in its canonical form
 * @param path without the query; null for a tunnel, in which nobody sees it
 */
public record EgressRequest(
        String method,
        String scheme,
        CanonicalHost host,
        int port,
        @Nullable String path) {

    boolean isOnUsualPort() {
        return port == (scheme.equals("https") ? 443 : 80);
    }

    /** As a person would write it. */
    @Override
    public String toString() {
        return method + " " + (path == null ? "" : scheme + "://") + host + ":" + port + (path == null ? "" : path);
    }
}
