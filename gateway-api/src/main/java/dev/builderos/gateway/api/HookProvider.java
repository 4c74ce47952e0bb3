package dev.builderos.gateway.api;

/** Who sends, which says how a delivery shows that it is genuine. */
public enum HookProvider {
    GITHUB,
    GITLAB,
    STANDARD,
    HMAC
}
