package dev.builderos.contracts.policy;

import dev.builderos.contracts.Digest;

/** The policy is kept under this digest; the same text always has the same one. */
public record PolicyPinned(Digest digest) {}
