package dev.builderos.formats;

import java.time.Duration;

/**
 * How failures of one class are tried again.
 *
 * @param max how often
 */
public record RetryStrategy(int max, RetryPolicy.Backoff backoff, Duration initial, Duration maxDelay) {}
