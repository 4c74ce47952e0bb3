package dev.builderos.gateway.api;

/** All checks taken together. */
public enum AuditVerdict {
    PROVEN,
    SIGNER_UNKNOWN,
    UNSIGNED,
    FAILED
}
