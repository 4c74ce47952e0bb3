package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use an operation.
 *
 * @param environment where it is about one, and which; one that is not listed is as well kept as {@code prod}
 */
public record RoleRight(String operation, @Nullable String environment, List<String> roles) {
    public RoleRight {
        roles = List.copyOf(roles);
    }
}
