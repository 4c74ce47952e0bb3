package dev.builderos.gateway.api;

import java.time.Instant;

/** A {@link LogLine} with the step that wrote it, as the stream of a whole run carries it. */
public record StepLogLine(String step, long n, Instant at, String stream, String text) {}
