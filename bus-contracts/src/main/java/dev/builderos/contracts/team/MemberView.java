package dev.builderos.contracts.team;

import dev.builderos.contracts.Role;
import java.time.Instant;

/**
 * A member of an org.
 *
 * @param id the address of a person, {@code service:NAME} of a program
 * @param joined whether a person has signed on since they were invited; programs always have
 */
public record MemberView(String id, MemberKind kind, Role role, boolean joined, String addedBy, Instant addedAt) {}
