package dev.builderos.gateway.api;

import java.util.List;

/**
 * Whoever asks.
 *
 * @param id as it stands in journals and the audit log
 * @param org where they act
 * @param role what they are there
 * @param may the operations that they may use, in some environment at least
 * @param orgs all they belong to
 */
public record Me(String id, String org, String role, List<String> may, List<OrgView> orgs) {
    public Me {
        may = List.copyOf(may);
        orgs = List.copyOf(orgs);
    }
}
