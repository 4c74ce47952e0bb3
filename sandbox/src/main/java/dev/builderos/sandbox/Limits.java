package dev.builderos.sandbox;

import java.time.Duration;

/**
 * What one command may use.
 *
 * @param wallClock time from start until the tree is told to end
 * @param outputBytes bytes of both streams together that reach the sink
 * @param memoryBytes memory of the whole tree where a memory cgroup is available, else private memory per process
 * @param processes processes and threads of the whole tree
 * @param fileBytes size of any one file it writes
 */
public record Limits(Duration wallClock, long outputBytes, long memoryBytes, int processes, long fileBytes) {

    private static final long MIB = 1024L * 1024;

    public static final Limits DEFAULT = new Limits(Duration.ofMinutes(10), 64 * MIB, 4096 * MIB, 512, 4096 * MIB);

    public Limits {
        if (!wallClock.isPositive() || outputBytes <= 0 || memoryBytes <= 0 || processes <= 0 || fileBytes <= 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public Limits withWallClock(Duration value) {
        return new Limits(value, outputBytes, memoryBytes, processes, fileBytes);
    }

    public Limits withOutputBytes(long value) {
        return new Limits(wallClock, value, memoryBytes, processes, fileBytes);
    }

    public Limits withMemoryBytes(long value) {
        return new Limits(wallClock, outputBytes, value, processes, fileBytes);
    }

    public Limits withProcesses(int value) {
        return new Limits(wallClock, outputBytes, memoryBytes, value, fileBytes);
    }

    public Limits withFileBytes(long value) {
        return new Limits(wallClock, outputBytes, memoryBytes, processes, value);
    }
}
