package dev.builderos.formats;

/** The key {@code on_failure}: what happens when a step has failed for good. */
public enum FailureReaction {
    /** The run fails, as it does when nothing is written. */
    STOP,
    /** The steps that need this one go on. */
    CONTINUE,
    /** What was released is taken back, then the run fails. */
    ROLLBACK
}
