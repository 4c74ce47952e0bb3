package dev.builderos.formats;

/** The key {@code priority}: which runs start first when not all can. */
public enum Priority {
    LOW,
    NORMAL,
    HIGH
}
