package dev.builderos.contracts.runner;

/**
 * A piece of a stored content.
 *
 * @param base64 the bytes in RFC 4648 base64
 * @param total size of the whole, in bytes
 */
public record Blob(String base64, long total) {}
