package dev.builderos.sandbox;

/**
 * Where output goes. Calls for one command never overlap, so a sink needs no lock of its own; they come from virtual
 * threads. A slow sink slows the command down (its pipe fills), nothing is queued. A sink that throws stops the command.
 */
@FunctionalInterface
public interface OutputSink {

    void line(OutputLine line);

    /** Called once after the last line, before the outcome completes. */
    default void ended(OutputTotals totals) {}
}
