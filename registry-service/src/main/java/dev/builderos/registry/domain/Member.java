package dev.builderos.registry.domain;

import dev.builderos.contracts.Role;
import dev.builderos.contracts.team.MemberKind;
import java.time.Instant;

/**
 * A member of an org.
 *
 * @param id the address of a person, {@code service:NAME} of a program
 * @param joined whether an account is bound to it
 */
public record Member(String id, MemberKind kind, Role role, boolean joined, String addedBy, Instant addedAt) {}
