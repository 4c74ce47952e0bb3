package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * A change of a policy that would spare a question.
 *
 * @param sentence what it is, or why there is none
 * @param text YAML for the policy file; null when no rule can spare the question
 */
public record ProposedRule(String sentence, @Nullable String text) {}
