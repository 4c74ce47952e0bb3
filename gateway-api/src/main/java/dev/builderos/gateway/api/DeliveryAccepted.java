package dev.builderos.gateway.api;

import java.util.List;

/**
 * What the sender of a delivery is told; why, is for the people of the project.
 *
 * @param delivery what it is called here
 * @param known whether it had been received before, and so started nothing now
 * @param runs those that it started
 */
public record DeliveryAccepted(String delivery, boolean known, List<String> runs) {
    public DeliveryAccepted {
        runs = List.copyOf(runs);
    }
}
