package dev.builderos.secrets;

/** A secret cannot be had; the message says which, why, and what to do, and never a value. */
public final class SecretUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public SecretUnavailable(SecretReference reference, String why) {
        super("the secret " + reference.name() + " cannot be had from "
                + reference.provider().written() + ": " + why);
    }
}
