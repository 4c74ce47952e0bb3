package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.ProblemDetails;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Tells people what went wrong, and scripts by the exit code. Bugs are shown with their stack trace. */
final class Failures {
    private final Console console;
    private final GatewayHome home;

    Failures(Console console, GatewayHome home) {
        this.console = console;
        this.home = home;
    }

    int report(Exception failure) {
        return switch (failure) {
            case CliFailure e -> tell(e.exitCode(), String.valueOf(e.getMessage()), e.details());
            case GatewayProblem e -> problem(e.problem());
            case GatewayUnreachable e ->
                tell(
                        ExitCode.UNREACHABLE,
                        String.valueOf(e.getMessage()),
                        List.of("see whether it runs:  builderos status", "its log: " + home.serverLog()));
            case UncheckedIOException e -> tell(ExitCode.FAILED, e.getMessage() + ": " + e.getCause(), List.of());
            case IOException e -> tell(ExitCode.FAILED, e.toString(), List.of());
            default -> {
                tell(ExitCode.FAILED, "this is a bug in builderos: " + failure, List.of());
                failure.printStackTrace(console.err());
                yield ExitCode.FAILED;
            }
        };
    }

    private int problem(ProblemDetails problem) {
        List<String> details = new ArrayList<>(problem.problems());
        if (problem.status() >= 500 && problem.traceId() != null) {
            details.add("in the server's log (" + home.serverLog() + ") it is trace " + problem.traceId());
        }
        String message = problem.detail() == null ? problem.title() : problem.detail();
        details.remove(message);
        return tell(exitCode(problem.status()), message, details);
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 400, 422 -> ExitCode.USAGE;
            case 401, 502, 503 -> ExitCode.UNREACHABLE;
            case 403 -> ExitCode.REFUSED;
            case 404, 410 -> ExitCode.NOT_FOUND;
            default -> ExitCode.FAILED;
        };
    }

    private int tell(int exitCode, String message, List<String> details) {
        console.complain(Line.of(Style.RED, "✗ ").add(message));
        details.forEach(detail -> console.complain(Line.of("  " + detail)));
        return exitCode;
    }
}
