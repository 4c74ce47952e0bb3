package dev.builderos.egress;

import java.time.Duration;

/**
 * What one command may use of the network.
 *
 * @param connections at once; more of them wait
 * @param requests over the whole time; more of them are refused
 * @param sentBytes over the whole time, heads included
 * @param receivedBytes over the whole time, heads included
 * @param head how long a command may take to say what it wants
 * @param connect how long a host may take to be there
 * @param idle how long a connection may carry nothing
 * @param total how long a connection may last
 */
public record EgressLimits(
        int connections,
        int requests,
        long sentBytes,
        long receivedBytes,
        Duration head,
        Duration connect,
        Duration idle,
        Duration total) {
    private static final long GIB = 1L << 30;

    public static final EgressLimits DEFAULT = new EgressLimits(
            64,
            1_000,
            GIB,
            8 * GIB,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMinutes(2),
            Duration.ofHours(1));

    public EgressLimits {
        if (connections < 1 || requests < 1 || sentBytes < 1 || receivedBytes < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }

    public EgressLimits withRequests(int value) {
        return new EgressLimits(connections, value, sentBytes, receivedBytes, head, connect, idle, total);
    }

    public EgressLimits withBytes(long sent, long received) {
        return new EgressLimits(connections, requests, sent, received, head, connect, idle, total);
    }

    public EgressLimits withTimes(Duration forHead, Duration whenIdle) {
        return new EgressLimits(connections, requests, sentBytes, receivedBytes, forHead, connect, whenIdle, total);
    }
}
