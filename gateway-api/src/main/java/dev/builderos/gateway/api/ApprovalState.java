package dev.builderos.gateway.api;

/** Where a request for approval stands. All but {@code PENDING} are final. */
public enum ApprovalState {
    PENDING,
    GRANTED,
    DENIED,
    EXPIRED,
    WITHDRAWN
}
