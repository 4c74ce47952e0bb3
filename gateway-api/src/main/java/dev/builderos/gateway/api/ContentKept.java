package dev.builderos.gateway.api;

/** A content is kept, durably. */
public record ContentKept(String digest, long bytes) {}
