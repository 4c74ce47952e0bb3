package dev.builderos.contracts.team;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;

/**
 * Invites a member, or makes one something else.
 *
 * @param member the address of a person, {@code service:NAME} of a program
 */
public record PutMember(Requester requester, String member, Role role) {}
