package dev.builderos.contracts.effect;

import java.util.List;

/**
 * What a run has done before an effect, as far as policies ask.
 *
 * @param taint what the run has read that nobody vouches for, e.g. {@code web example.com}, {@code input task}; empty when nothing
 * @param calls effects of this agent in this run that were not denied
 * @param files files this agent has written, each as often as it was written
 * @param bytes bytes this agent has written to files
 * @param callsLastMinute effects of this agent within the last 60 seconds
 */
public record RunSoFar(List<String> taint, long calls, long files, long bytes, long callsLastMinute) {
    /** A run that has just begun. */
    public static final RunSoFar NOTHING = new RunSoFar(List.of(), 0, 0, 0, 0);

    public RunSoFar {
        taint = List.copyOf(taint);
    }
}
