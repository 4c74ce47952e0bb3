package dev.builderos.runner.tools;

import java.util.Optional;

/**
 * Where the values of secrets come from. Asked at the moment of use, and what it gives is kept nowhere; asked by many
 * threads, and may block.
 */
public interface Secrets {
    /** The variables of the server's own environment, by their names. */
    Secrets ENVIRONMENT = name -> Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());

    /** The value of this name; nothing when there is none. */
    Optional<String> value(String name);
}
