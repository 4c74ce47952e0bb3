package dev.builderos.gateway.api;

import java.time.Instant;

/**
 * A token, without its secret.
 *
 * @param member whom it stands for
 * @param role it gives no more
 */
public record TokenView(String id, String name, String member, String role, Instant madeAt, Instant expiresAt) {}
