package dev.builderos.connectors.git;

import java.util.Map;

/**
 * Where the branch of a fork begins.
 *
 * @param baseCommit the commit the other run began with
 * @param head the newest commit of the other run that is taken over
 * @param lanes the newest commit that is taken over of each lane that goes on, by the lane's name
 */
public record ForkPoint(String baseCommit, String head, Map<String, String> lanes) {
    public ForkPoint {
        lanes = Map.copyOf(lanes);
    }
}
