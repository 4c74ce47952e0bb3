package dev.builderos.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as it is said on the bus and over HTTP. {@code code} and {@code category} are API; {@code message} is prose for
 * people and may change.
 *
 * @param code a stable name such as {@code run.unknown-pipeline}
 * @param problems places in the user's files, rendered {@code path:line:col: message}, or what people can do;
 *     empty when there are none
 */
public record ContractError(
        String code,
        ErrorCategory category,
        String message,
        @Nullable List<String> problems) {
    public ContractError {
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    public static ContractError of(String code, ErrorCategory category, String message) {
        return new ContractError(code, category, message, List.of());
    }
}
