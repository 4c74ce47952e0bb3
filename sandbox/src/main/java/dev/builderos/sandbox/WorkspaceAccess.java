package dev.builderos.sandbox;

/** What a command may do in its workspace. */
public enum WorkspaceAccess {
    READ_WRITE,
    READ_ONLY
}
