package dev.builderos.contracts.policy;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Requester;

/** Which change of the policy would spare the next question like this one? Nothing is changed. */
public record ProposeRule(Requester requester, ApprovalId approvalId) {}
