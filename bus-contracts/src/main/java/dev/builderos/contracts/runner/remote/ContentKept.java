package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;

/** A content is kept, durably. */
public record ContentKept(Digest digest, long bytes) {}
