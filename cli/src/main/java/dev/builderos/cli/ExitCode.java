package dev.builderos.cli;

/** What the program says to the shell. Scripts rely on the numbers; they never change. */
public final class ExitCode {
    public static final int OK = 0;
    /** A run failed or was cancelled, a verification or a test did not hold, files are in conflict. */
    public static final int FAILED = 1;
    /** The command or a file of the user is wrong. */
    public static final int USAGE = 2;
    /** The server does not answer, or could not be started. */
    public static final int UNREACHABLE = 3;

    public static final int NOT_FOUND = 4;
    /** Policy refused, or an approval was denied. */
    public static final int REFUSED = 5;

    public static final int INTERRUPTED = 130;
    /** Whoever read the output has gone. */
    public static final int UNREAD = 141;

    private ExitCode() {}
}
