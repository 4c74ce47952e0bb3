package dev.builderos.contracts.policy;

import java.util.List;

/** Requests for approval, newest first. */
public record ApprovalList(List<ApprovalView> approvals) {
    public ApprovalList {
        approvals = List.copyOf(approvals);
    }
}
