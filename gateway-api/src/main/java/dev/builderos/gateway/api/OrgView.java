package dev.builderos.gateway.api;

/**
 * An org that somebody belongs to.
 *
 * @param role what they are there
 */
public record OrgView(String id, String name, String role) {}
