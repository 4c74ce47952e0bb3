package dev.builderos.gateway.api;

/** What a member of an org is. */
public enum MemberKind {
    PERSON,
    /** A program that acts by tokens only. */
    SERVICE
}
