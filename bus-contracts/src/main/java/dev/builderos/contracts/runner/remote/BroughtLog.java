package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;

/**
 * The log of a step as a content: lines of {@code n TAB unix-millis TAB stream TAB text LF} in UTF-8, from line 1 on.
 *
 * @param capped whether it was full and lines were left out
 */
public record BroughtLog(StepId step, Digest content, boolean capped) {}
