package dev.builderos.connectors;

/** How hard an effect is to take back. */
public enum Consequence {
    /** Changes nothing. May be repeated at will. */
    READ,
    /** Changes something of the run's own, or something that one command takes back. */
    REVERSIBLE,
    /** Others may have seen or used the change before it is taken back: starts at most once per approval. */
    DESTRUCTIVE
}
