package dev.builderos.contracts.policy;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.OrgId;

/** Closes a request nobody needs an answer to any more, e.g. because its run was cancelled. */
public record WithdrawApproval(OrgId org, ApprovalId approvalId, String why) {}
