package dev.builderos.gateway.api;

/**
 * One question a verification asks.
 *
 * @param outcome {@code PROVEN}, {@code FAILED} or {@code NOT_CHECKED}
 * @param sentence the answer, for a person
 */
public record AuditCheck(String name, String outcome, String sentence) {}
