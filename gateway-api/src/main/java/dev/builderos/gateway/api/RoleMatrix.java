package dev.builderos.gateway.api;

import java.util.List;

/**
 * What each role may do.
 *
 * @param roles the strongest first
 */
public record RoleMatrix(List<String> roles, List<RoleRight> rights) {
    public RoleMatrix {
        roles = List.copyOf(roles);
        rights = List.copyOf(rights);
    }
}
