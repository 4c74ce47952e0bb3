package dev.builderos.secrets;

/** A place where secrets are kept. Blocking; safe for use by many threads. */
interface SecretProvider {
    /**
     * Reads a value; it is never empty.
     *
     * @throws SecretUnavailable when there is none, or the place does not answer
     */
    String read(SecretReference reference) throws SecretUnavailable;
}
