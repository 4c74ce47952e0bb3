package dev.builderos.contracts.team;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Role;

/**
 * An org that somebody belongs to.
 *
 * @param role what they are there
 */
public record OrgView(OrgId id, String name, Role role) {}
