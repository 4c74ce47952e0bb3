package dev.builderos.gateway.api;

/**
 * Body of {@code PUT /v1/members/{member}}.
 *
 * @param role {@code Owner}, {@code Admin}, {@code Builder}, {@code Reviewer} or {@code Viewer}
 */
public record MemberRole(String role) {}
