package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.runner.RunSummary;

/** A run that is here now. */
public record RunBrought(Outcome outcome, RunSummary run) {
    /** What there was to do. */
    public enum Outcome {
        /** It is new here. */
        TAKEN,
        /** The beginning of it was here. */
        CONTINUED,
        /** It was here, as far as it was brought now or further. */
        THERE
    }
}
