package dev.builderos.contracts.team;

import dev.builderos.contracts.Role;
import java.time.Instant;

/**
 * A token, without its secret.
 *
 * @param id tells tokens apart
 * @param member whom it stands for
 */
public record TokenView(String id, String name, String member, Role role, Instant madeAt, Instant expiresAt) {}
