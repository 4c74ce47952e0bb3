package dev.builderos.standalone;

import org.jspecify.annotations.Nullable;

/** Why the server does not start, as one sentence or two for a person: what is wrong and what to do. */
final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    StartFailure(Reason reason, String message) {
        this(reason, message, null);
    }

    StartFailure(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    int exitCode() {
        return reason.exitCode;
    }

    /** The exit codes are API: the command line tells by them what happened. */
    enum Reason {
        FAILED(1),
        ALREADY_RUNNING(3),
        HOME_UNUSABLE(4),
        DATABASE_BROKEN(5),
        PORT_TAKEN(6),
        DISK_FULL(7);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }
    }
}
