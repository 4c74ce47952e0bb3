package dev.builderos.gateway.api;

/**
 * The log of a step as a content: lines of {@code n TAB unix-millis TAB stream TAB text LF} in UTF-8, from line 1 on.
 *
 * @param capped whether it was full and lines were left out
 */
public record BroughtLog(String step, String content, boolean capped) {}
