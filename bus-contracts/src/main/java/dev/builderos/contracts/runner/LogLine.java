package dev.builderos.contracts.runner;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;

/**
 * One line a step wrote.
 *
 * @param n 1, 2, 3 … within the step, over all its attempts
 * @param stream {@code out}, {@code err}, or {@code sys} for what BuilderOS itself says
 */
@JsonSerialize(using = LogLineJson.class)
public record LogLine(long n, Instant at, String stream, String text) {}
