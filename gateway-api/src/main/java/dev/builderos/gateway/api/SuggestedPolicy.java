package dev.builderos.gateway.api;

/**
 * A policy file made from what runs did.
 *
 * @param text the file
 * @param runs of how many runs an effect is known
 * @param effects how many effects it would let pass
 */
public record SuggestedPolicy(String text, long runs, long effects) {}
