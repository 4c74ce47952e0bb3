package dev.builderos.gateway.api;

import java.time.Instant;

/**
 * A way into the console for one browser, once.
 *
 * @param path where it leads on this server; what follows the {@code #} is the code, which a browser sends nowhere by itself
 */
public record SessionLink(String path, Instant expiresAt) {}
