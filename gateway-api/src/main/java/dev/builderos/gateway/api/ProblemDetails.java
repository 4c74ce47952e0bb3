package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 says it, {@code application/problem+json}. {@code code} and {@code status} are API; {@code title} and
 * {@code detail} are prose and may change.
 *
 * @param code a stable name such as {@code run.unknown-pipeline}
 * @param problems places in the user's files, {@code path:line:col: message}, or what people can do; empty when
 *     there are none
 * @param traceId names the request in the server's log
 */
public record ProblemDetails(
        @Nullable String type,
        String title,
        int status,
        @Nullable String detail,
        String code,
        @Nullable List<String> problems,
        @Nullable String traceId) {
    public ProblemDetails {
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    @Override
    public List<String> problems() {
        return problems == null ? List.of() : problems;
    }
}
