package dev.builderos.contracts.team;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;

/**
 * Makes an org.
 *
 * @param owner the address of its first owner
 */
public record MakeOrg(Requester requester, OrgId org, String name, String owner) {}
