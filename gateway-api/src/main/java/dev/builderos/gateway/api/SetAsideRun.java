package dev.builderos.gateway.api;

import java.time.Instant;

/**
 * A run that cannot be read, so nothing happens to it any more. What is told of it stands as its row has it, which may be
 * nonsense.
 *
 * @param state where it stood, as far as its row says
 * @param reason what cannot be read of it
 * @param fix what people can do about it
 */
public record SetAsideRun(
        String id,
        String project,
        String pipeline,
        String state,
        String requestedBy,
        Instant admittedAt,
        String reason,
        String fix) {}
