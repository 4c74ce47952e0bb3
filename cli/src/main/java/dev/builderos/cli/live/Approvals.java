package dev.builderos.cli.live;

/** What a live view does when an approval is needed. */
public enum Approvals {
    /** Asks the person in front of the terminal. */
    ASK,
    /** Approves, and the record says that nobody looked. */
    YES,
    /** Says how it is answered, and waits. */
    LEAVE
}
