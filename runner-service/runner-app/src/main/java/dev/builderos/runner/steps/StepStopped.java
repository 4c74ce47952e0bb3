package dev.builderos.runner.steps;

/** The execution was told to stop; nothing more of it is written. */
final class StepStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepStopped() {
        super("the step was stopped");
    }
}
