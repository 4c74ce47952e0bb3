package dev.builderos.cli;

import java.util.List;

/** Ends the command with a message for a person and an exit code for a script. */
public final class CliFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> details;

    /**
     * @param exitCode one of {@link ExitCode}
     * @param message one sentence
     * @param details lines below it: places in files, or what to do now
     */
    public CliFailure(int exitCode, String message, List<String> details) {
        super(message);
        this.exitCode = exitCode;
        this.details = List.copyOf(details);
    }

    public CliFailure(int exitCode, String message, String... details) {
        this(exitCode, message, List.of(details));
    }

    public int exitCode() {
        return exitCode;
    }

    public List<String> details() {
        return details;
    }
}
