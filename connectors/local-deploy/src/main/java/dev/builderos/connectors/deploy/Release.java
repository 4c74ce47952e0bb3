package dev.builderos.connectors.deploy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One release of one environment, as recorded.
 *
 * @param number 1 for the environment's first
 * @param id {@code <number>-<first 12 characters of the commit>}
 * @param run the run that made it
 * @param replaced the release that was live before, or null
 */
record Release(
        int number,
        String id,
        String commit,
        String run,
        String command,
        String healthPath,
        @Nullable String replaced,
        Progress progress,
        Instant deployedAt) {

    enum Progress {
        STARTING,
        /** It has served, and may be live. */
        SERVED,
        FAILED
    }

    Release with(Progress value) {
        return new Release(number, id, commit, run, command, healthPath, replaced, value, deployedAt);
    }

    static String id(int number, String commit) {
        return number + "-" + commit.substring(0, 12);
    }
}
