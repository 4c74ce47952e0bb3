package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;

/** Runs the tests a policy file carries. */
public record TestPolicy(Requester requester, SourceFile policy, String defaultBranch) {}
