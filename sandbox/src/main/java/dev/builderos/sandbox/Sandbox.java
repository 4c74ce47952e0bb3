package dev.builderos.sandbox;

/** A way to run a command. Implementations are safe for use by many threads. */
public interface Sandbox {

    /**
     * Starts the command and returns at once. A command that cannot be started is reported by its outcome ({@link
     * Outcome.FailedToStart}), never by an exception, so that callers have one place to look.
     */
    Running start(SandboxCommand command, OutputSink sink);

    /** The name used in receipts and configuration: {@code bubblewrap}, {@code jobs} or {@code none}. */
    String name();

    /** Whose programs commands find: those of this host unless it says otherwise. */
    default Programs programs() {
        return Programs.OF_THE_HOST;
    }

    /** Where a command's programs come from, its JDK among them. */
    enum Programs {
        /** The host's own; directories of the host can be shown to a command. */
        OF_THE_HOST,
        /** An image's; nothing of the host but the workspace can be shown. */
        OF_AN_IMAGE
    }
}
