package dev.builderos.gateway.api;

/**
 * Body of {@code POST /v1/policy/explanations}: a policy file and an effect to judge. Nothing is recorded.
 *
 * @param step the step it happens in
 * @param project the project's name
 * @param tainted whether the run has read what nobody vouches for
 */
public record ExplainDecision(
        String path, String text, Effect effect, String step, String project, String defaultBranch, boolean tainted) {}
