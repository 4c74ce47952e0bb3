package dev.builderos.gateway.api;

import java.time.Instant;

/**
 * A member of an org.
 *
 * @param id the address of a person, {@code service:NAME} of a program
 * @param joined whether a person has signed on since they were invited
 */
public record MemberView(String id, MemberKind kind, String role, boolean joined, String addedBy, Instant addedAt) {}
