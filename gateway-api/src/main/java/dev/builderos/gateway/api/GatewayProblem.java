package dev.builderos.gateway.api;

/** The server answered, and the answer is no. */
public final class GatewayProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProblemDetails problem;

    public GatewayProblem(ProblemDetails problem) {
        super(problem.code() + ": " + (problem.detail() == null ? problem.title() : problem.detail()));
        this.problem = problem;
    }

    public ProblemDetails problem() {
        return problem;
    }

    public int status() {
        return problem.status();
    }
}
