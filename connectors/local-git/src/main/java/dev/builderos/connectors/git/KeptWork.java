package dev.builderos.connectors.git;

import java.util.Map;

/**
 * What a run that is taken up again goes on from.
 *
 * @param branch the run's branch, without {@code refs/heads/}
 * @param baseCommit the commit the run began with
 * @param head the newest commit on that branch that is kept
 * @param lanes the newest commit that is kept of each lane that goes on, by the lane's name
 */
public record KeptWork(String branch, String baseCommit, String head, Map<String, String> lanes) {
    public KeptWork {
        lanes = Map.copyOf(lanes);
    }
}
