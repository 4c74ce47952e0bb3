package dev.builderos.sandbox;

import java.time.Duration;

/** How a command ended. */
public sealed interface Outcome {

    /** The program ended by itself; 127 means it was not found, 126 that it could not be executed. */
    record Exited(int code) implements Outcome {}

    /**
     * A signal ended the program. By the convention of shells an exit status of 128 + n (n from 1 to 64) is read as
     * signal n, because that is all a parent of a shell or of a process-namespace gets to see.
     */
    record Signalled(int signal) implements Outcome {}

    /** The wall clock ran out and the tree was killed. */
    record TimedOut(Duration wallClock) implements Outcome {}

    /** {@link Running#cancel()} was called before the program ended. */
    record Cancelled() implements Outcome {}

    /** The kernel killed a process of the tree for its memory limit, and the program failed. Needs a memory cgroup. */
    record OutOfMemory() implements Outcome {}

    /**
     * It was started somewhere else, and what held it there is gone without saying how it ended: it may have been carried out,
     * wholly or in part. Nothing of it runs any more.
     */
    record Lost(String reason) implements Outcome {}

    /** Nothing of the command was executed. */
    record FailedToStart(String reason) implements Outcome {}

    /** Reads an exit status as a parent sees it. */
    static Outcome ofStatus(int status) {
        return status > 128 && status <= 192 ? new Signalled(status - 128) : new Exited(status);
    }
}
