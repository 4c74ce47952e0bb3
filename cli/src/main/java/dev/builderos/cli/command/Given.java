package dev.builderos.cli.command;

import org.jspecify.annotations.Nullable;

/** What the command line gave for something that may be left out; null when it was. */
@FunctionalInterface
interface Given<T> {
    @Nullable
    T get();
}
