package dev.builderos.receipts;

import dev.builderos.contracts.Digest;

/** A file a step left, as the journal names it. */
public record RunArtifact(String step, String name, Digest digest, long bytes) {}
