package dev.builderos.gateway.api;

import java.time.Instant;

/**
 * Body of {@code POST /v1/policy/replays}: a policy file to be asked again about what was decided.
 *
 * @param project the project's name
 * @param since only decisions made then or later
 */
public record ReplayDecisions(String path, String text, String project, Instant since) {}
