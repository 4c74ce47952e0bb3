package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;

/** The snapshot is kept under this digest; the same files always have the same one. */
public record SnapshotStored(Digest digest) {}
