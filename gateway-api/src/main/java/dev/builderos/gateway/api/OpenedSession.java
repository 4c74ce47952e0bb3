package dev.builderos.gateway.api;

/**
 * The session is open; its cookie is in the answer's head.
 *
 * @param key what the page shows in {@code X-BuilderOS-Key} besides the cookie, and keeps for its own origin
 */
public record OpenedSession(String key) {}
