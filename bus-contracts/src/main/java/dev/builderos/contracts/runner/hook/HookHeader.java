package dev.builderos.contracts.runner.hook;

/**
 * A header of a delivery, as it came.
 *
 * @param name in lower case
 */
public record HookHeader(String name, String value) {
    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return name;
    }
}
