package dev.builderos.gateway.api;

import java.util.List;

/**
 * A run to take that was carried out elsewhere, and whose contents were sent.
 *
 * @param receipt digest of its receipt file, which holds the whole journal
 * @param logs of the steps that wrote anything
 * @param from where it comes from, for people; 1 to 200 characters
 */
public record BringRun(String receipt, List<BroughtLog> logs, String from) {
    public BringRun {
        logs = List.copyOf(logs);
    }
}
