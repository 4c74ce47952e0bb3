package dev.builderos.contracts.policy;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Which requests for approval are there? Newest first.
 *
 * @param state only those in this state, or all
 * @param runId only those of this run, or all
 * @param approvalId only this one, or all
 * @param limit 1 to 200
 */
public record ListApprovals(
        Requester requester,
        @Nullable ApprovalState state,
        @Nullable RunId runId,
        @Nullable ApprovalId approvalId,
        int limit) {}
