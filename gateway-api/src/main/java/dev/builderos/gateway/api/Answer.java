package dev.builderos.gateway.api;

/** What a person says to a request for approval. */
public enum Answer {
    APPROVE,
    DENY
}
