package dev.builderos.gateway.api;

/** What policy says of an effect. */
public enum Verdict {
    ALLOW,
    ASK,
    DENY
}
