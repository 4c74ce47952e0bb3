package dev.builderos.contracts;

import java.util.List;

/**
 * Who asks: a person or service account as the gateway authenticated it.
 *
 * @param id stable within the org, e.g. {@code local:owner}
 * @param roles the roles it holds in the org, e.g. {@code Owner}
 */
public record Requester(OrgId org, String id, List<String> roles) {
    public Requester {
        roles = List.copyOf(roles);
    }
}
