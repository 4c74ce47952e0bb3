package dev.builderos.gateway.api;

import java.time.Duration;
import java.util.List;

/**
 * Who has to agree before an effect may happen.
 *
 * @param approvals how many different people, at least 1
 * @param from the roles that count; one of them suffices per person
 * @param not who never counts, e.g. {@code requester}
 * @param expires ISO-8601; after this long without an answer the request is rejected
 */
public record ApprovalRequirement(int approvals, List<String> from, List<String> not, Duration expires) {
    public ApprovalRequirement {
        from = List.copyOf(from);
        not = List.copyOf(not);
    }
}
