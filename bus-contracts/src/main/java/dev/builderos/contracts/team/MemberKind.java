package dev.builderos.contracts.team;

/** What a member is. */
public enum MemberKind {
    PERSON,
    /** A program that acts by tokens only. */
    SERVICE
}
