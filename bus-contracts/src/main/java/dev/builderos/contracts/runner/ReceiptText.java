package dev.builderos.contracts.runner;

import dev.builderos.contracts.Digest;

/**
 * A receipt.
 *
 * @param digest of its DSSE envelope
 * @param file the receipt file in its one exact form, envelope and journal together
 */
public record ReceiptText(Digest digest, String file) {}
