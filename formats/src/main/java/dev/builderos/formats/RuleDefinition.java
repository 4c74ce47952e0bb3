package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/**
 * A rule of a policy.
 *
 * @param on the effects it is about: {@code git.push}, {@code deploy.*}, {@code *}
 * @param when the condition; always when absent
 */
public record RuleDefinition(String id, String on, @Nullable Condition when, Verdict verdict, Position at) {}
