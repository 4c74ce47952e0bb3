package dev.builderos.contracts;

import java.util.List;
import java.util.Optional;

/**
 * Who asks: a person or service account as the gateway authenticated it.
 *
 * @param id stable within the org, e.g. {@value #LOCAL_OWNER}
 * @param roles the roles it holds in the org, e.g. {@code Owner}
 */
public record Requester(OrgId org, String id, List<String> roles) {
    /** The one person of an installation on a laptop. */
    public static final String LOCAL_OWNER = "local:owner";

    public Requester {
        roles = List.copyOf(roles);
    }

    /** The strongest of its roles; empty for who has none, such as a webhook. */
    public Optional<Role> strongest() {
        return roles.stream().flatMap(title -> Role.find(title).stream()).min(Role::compareTo);
    }
}
