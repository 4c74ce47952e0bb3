package dev.builderos.gateway.api;

/** What a delivery means for a pipeline. */
public enum PipelineOutcome {
    /** It starts a run, which is made as soon as it can be. */
    STARTS,
    STARTED,
    /** It is not for this pipeline. */
    SKIPPED,
    /** It is, and yet no run can be made of it. */
    REFUSED
}
