package dev.builderos.sandbox;

/** A way to run a command. Implementations are safe for use by many threads. */
public interface Sandbox {

    /**
     * Starts the command and returns at once. A command that cannot be started is reported by its outcome ({@link
     * Outcome.FailedToStart}), never by an exception, so that callers have one place to look.
     */
    Running start(SandboxCommand command, OutputSink sink);

    /** The name used in receipts and configuration: {@code bubblewrap} or {@code none}. */
    String name();
}
