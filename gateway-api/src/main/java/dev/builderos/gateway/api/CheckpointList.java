package dev.builderos.gateway.api;

import java.util.List;

/**
 * Signed checkpoints of the audit log, oldest first.
 *
 * @param publicKey the key the server signs with now, X.509 in base64
 * @param total how many there are, listed or not
 * @param checkpoints each as the text of its DSSE envelope, exactly as it is kept
 */
public record CheckpointList(String org, String publicKey, long total, List<String> checkpoints) {
    public CheckpointList {
        checkpoints = List.copyOf(checkpoints);
    }
}
