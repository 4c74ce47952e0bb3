package dev.builderos.contracts.runner;

import dev.builderos.contracts.Digest;

/** A DSSE envelope, exactly as it was signed and stored. */
public record ReceiptText(Digest digest, String envelope) {}
