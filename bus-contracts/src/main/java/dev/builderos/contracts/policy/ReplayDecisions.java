package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;
import java.time.Instant;

/**
 * What would a policy file, bounded by the policy of the org, have decided about the effects of a project that were judged?
 * Nothing is recorded.
 *
 * @param project the project's name
 * @param since only decisions made then or later
 */
public record ReplayDecisions(Requester requester, SourceFile policy, String project, Instant since) {}
