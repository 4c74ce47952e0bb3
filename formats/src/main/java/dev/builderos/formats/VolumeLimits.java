package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/**
 * How much an agent may do in one run; null where nothing limits it.
 *
 * @param calls effects, allowed ones and asked ones
 * @param files files it may write, each counted as often as it is written
 * @param bytes bytes it may write to files
 * @param callsPerMinute effects within any 60 seconds
 */
public record VolumeLimits(
        @Nullable Long calls,
        @Nullable Long files,
        @Nullable Long bytes,
        @Nullable Long callsPerMinute) {
    public static final VolumeLimits NONE = new VolumeLimits(null, null, null, null);
}
