package dev.builderos.contracts.runner;

import dev.builderos.contracts.StepId;
import java.time.Instant;

/** A {@link LogLine} with the step that wrote it. */
public record StepLogLine(StepId step, long n, Instant at, String stream, String text) {}
