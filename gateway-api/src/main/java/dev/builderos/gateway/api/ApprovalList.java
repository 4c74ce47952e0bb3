package dev.builderos.gateway.api;

import java.util.List;

/** Requests for approval, newest first. */
public record ApprovalList(List<ApprovalView> approvals) {
    public ApprovalList {
        approvals = List.copyOf(approvals);
    }
}
