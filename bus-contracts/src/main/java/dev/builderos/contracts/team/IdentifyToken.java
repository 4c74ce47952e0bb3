package dev.builderos.contracts.team;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;

/**
 * Which member does this token stand for?
 *
 * @param org what the token says of itself
 * @param digest of its secret
 */
public record IdentifyToken(OrgId org, Digest digest) {}
