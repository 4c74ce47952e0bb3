package dev.builderos.contracts.policy;

/**
 * A policy file made from what runs did.
 *
 * @param text the file
 * @param runs of how many runs it knows an effect
 * @param effects how many effects it would let pass
 */
public record SuggestedPolicy(String text, long runs, long effects) {}
