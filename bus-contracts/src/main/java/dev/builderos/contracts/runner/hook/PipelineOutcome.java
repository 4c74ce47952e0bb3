package dev.builderos.contracts.runner.hook;

/** What a delivery means for a pipeline. */
public enum PipelineOutcome {
    /** It starts a run; where a delivery has this, the run is still to be made, and is made as soon as it can be. */
    STARTS,
    STARTED,
    /** It is not for this pipeline. */
    SKIPPED,
    /** It is, and yet no run can be made of it. */
    REFUSED
}
