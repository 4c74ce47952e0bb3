package dev.builderos.contracts.runner.hook;

/**
 * An endpoint with its secret, which is told this once.
 *
 * @param secret in the form that the provider takes
 */
public record HookSecret(HookView hook, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "HookSecret[" + hook + "]";
    }
}
