package dev.builderos.gateway.api;

/**
 * The snapshot is kept; the same files always have the same digest.
 *
 * @param digest {@code sha256:<hex>}
 */
public record SnapshotStored(String digest) {}
