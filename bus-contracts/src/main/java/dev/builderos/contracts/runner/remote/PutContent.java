package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;

/**
 * Keeps a content, or a piece of a larger one.
 *
 * @param digest of the bytes; other bytes are refused
 * @param base64 the bytes in RFC 4648 base64, at most 524,288 of them
 */
public record PutContent(Requester requester, Digest digest, String base64) {}
