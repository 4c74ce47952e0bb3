package dev.builderos.gateway.api;

import java.util.List;

/**
 * What the server finds when it verifies its own audit log against its own checkpoints.
 *
 * @param checks in the order they were made
 */
public record AuditProof(AuditVerdict verdict, List<AuditCheck> checks) {
    public AuditProof {
        checks = List.copyOf(checks);
    }
}
