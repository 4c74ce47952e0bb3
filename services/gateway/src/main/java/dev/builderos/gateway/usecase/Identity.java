package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.gateway.api.OrgView;
import java.util.List;

/**
 * Who a request comes from, and what they are.
 *
 * @param orgs all they belong to
 */
public record Identity(Principal principal, Requester requester, List<OrgView> orgs) {
    public Identity {
        orgs = List.copyOf(orgs);
    }

    public Role role() {
        return requester
                .strongest()
                .orElseThrow(() -> new IllegalStateException("the registry knows no caller without a role"));
    }
}
