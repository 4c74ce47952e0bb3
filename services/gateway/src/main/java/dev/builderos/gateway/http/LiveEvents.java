package dev.builderos.gateway.http;

import io.smallrye.mutiny.Multi;

/**
 * The body of an answer that goes on: server-sent events as they are written, each an array that many answers may share.
 * Before the first one a failure is the answer; after it, the answer breaks off.
 */
record LiveEvents(Multi<byte[]> events) {}
