package dev.builderos.connectors;

/** The world could not be read while preparing or describing an effect. */
public final class ConnectorFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureClass failureClass;

    public ConnectorFailure(FailureClass failureClass, String message) {
        super(message);
        this.failureClass = failureClass;
    }

    public FailureClass failureClass() {
        return failureClass;
    }

    /** The same as a result. */
    public EffectOutcome.Failed outcome() {
        return new EffectOutcome.Failed(failureClass, String.valueOf(getMessage()));
    }
}
