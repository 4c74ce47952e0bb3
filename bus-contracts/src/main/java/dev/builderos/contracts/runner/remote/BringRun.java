package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import java.util.List;

/**
 * Takes a run that another server carried out, once all that it names was sent. It is shown like any other, and never goes on here.
 *
 * @param receipt digest of its receipt file, which holds the whole journal
 * @param logs of the steps that wrote anything
 * @param from where it comes from, for people; 1 to 200 characters
 */
public record BringRun(Requester requester, RunId runId, Digest receipt, List<BroughtLog> logs, String from) {
    public BringRun {
        logs = List.copyOf(logs);
    }
}
