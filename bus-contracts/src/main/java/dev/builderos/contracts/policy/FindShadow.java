package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;
import java.time.Instant;

/**
 * What did the shadow policy of a project say otherwise than the policy that counted?
 *
 * @param project the project's name
 * @param since only decisions made then or later
 */
public record FindShadow(Requester requester, String project, Instant since) {}
