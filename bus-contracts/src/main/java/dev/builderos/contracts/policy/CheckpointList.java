package dev.builderos.contracts.policy;

import dev.builderos.contracts.OrgId;
import java.util.List;

/**
 * Signed checkpoints, oldest first.
 *
 * @param publicKey the key the service signs with now, X.509 in base64
 * @param total how many there are, listed or not
 * @param checkpoints each as the text of its envelope, exactly as it is kept
 */
public record CheckpointList(OrgId org, String publicKey, long total, List<String> checkpoints) {
    public CheckpointList {
        checkpoints = List.copyOf(checkpoints);
    }
}
