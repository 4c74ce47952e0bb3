package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import java.util.List;

/**
 * What is the narrowest policy under which these runs would have passed?
 *
 * @param runs 1 to 200 runs
 */
public record SuggestPolicy(Requester requester, List<RunId> runs) {
    public SuggestPolicy {
        runs = List.copyOf(runs);
    }
}
