package dev.builderos.gateway.api;

/** A run that is on the server now. */
public record RunBrought(Outcome outcome, RunSummary run) {
    /** What there was to do. */
    public enum Outcome {
        /** It is new there. */
        TAKEN,
        /** The beginning of it was there. */
        CONTINUED,
        /** It was there, as far as it was brought now or further. */
        THERE
    }
}
