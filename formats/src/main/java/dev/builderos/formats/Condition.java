package dev.builderos.formats;

/**
 * A condition in CEL, not yet checked.
 *
 * @param text the expression
 * @param at where it starts, so that its checker can point into the file
 */
public record Condition(String text, Position at) {}
