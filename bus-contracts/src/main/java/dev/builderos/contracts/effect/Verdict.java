package dev.builderos.contracts.effect;

/** What policy says of an effect. Deny beats ask, ask beats allow; any error is a deny. */
public enum Verdict {
    ALLOW,
    ASK,
    DENY
}
