package dev.builderos.contracts.policy;

/** What a person says to a request for approval. */
public enum Answer {
    APPROVE,
    DENY,
    /** Something else instead, which is judged, and asked about, anew. */
    EDIT
}
