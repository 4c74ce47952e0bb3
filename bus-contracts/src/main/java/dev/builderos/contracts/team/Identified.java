package dev.builderos.contracts.team;

import dev.builderos.contracts.Requester;
import java.util.List;

/**
 * Who an account or a token stands for.
 *
 * @param orgs all the orgs that it belongs to
 */
public record Identified(Requester requester, List<OrgView> orgs) {
    public Identified {
        orgs = List.copyOf(orgs);
    }
}
