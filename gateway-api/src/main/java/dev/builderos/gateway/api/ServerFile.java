package dev.builderos.gateway.api;

import java.time.Instant;

/**
 * {@code server.json}, written by the laptop server when it is ready to answer.
 *
 * @param port where it listens on the loopback interface
 */
public record ServerFile(long pid, int port, Instant startedAt, String version) {}
