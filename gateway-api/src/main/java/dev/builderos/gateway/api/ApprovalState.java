package dev.builderos.gateway.api;

/** Where a request for approval stands. All but {@code PENDING} are final. */
public enum ApprovalState {
    PENDING,
    GRANTED,
    DENIED,
    /** Somebody wants something else instead; that is another effect, and another request. */
    EDITED,
    EXPIRED,
    WITHDRAWN
}
