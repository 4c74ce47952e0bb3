package dev.builderos.runner.tools;

import dev.builderos.secrets.SecretUnavailable;

/**
 * Where the values of a run's secrets come from. Asked at the moment of use, and what it gives is kept nowhere; asked by many
 * threads, and may block. Whoever gets a value can rely on it being taken out of everything that is written from then on.
 */
public interface Secrets {
    /**
     * The value of this name.
     *
     * @throws SecretUnavailable when it cannot be had; the message says why
     */
    String value(String name) throws SecretUnavailable;
}
