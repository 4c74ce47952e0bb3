package dev.builderos.connectors.git;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.FailureClass;

/** A git command that did not do what it was asked for. The message is git's own, bounded and in one line per problem. */
public final class GitFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, as far as a caller acts on it. */
    public enum Reason {
        /** Git said no. */
        REFUSED,
        /** Another git process holds a lock. */
        LOCKED,
        TIMEOUT,
        /** Git is absent or does not run here. */
        MISSING,
        INTERRUPTED,
        /** A file that git was to store holds a secret; none was stored. */
        SECRET
    }

    private final Reason reason;

    GitFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The same, as a connector reports it. */
    public ConnectorFailure asConnectorFailure() {
        var failureClass = switch (reason) {
            case REFUSED, MISSING, INTERRUPTED -> FailureClass.INFRASTRUCTURE;
            case SECRET -> FailureClass.INVALID_OUTPUT;
            case LOCKED -> FailureClass.TRANSIENT;
            case TIMEOUT -> FailureClass.TIMEOUT;
        };
        return new ConnectorFailure(failureClass, String.valueOf(getMessage()));
    }
}
