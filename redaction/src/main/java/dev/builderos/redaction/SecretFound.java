package dev.builderos.redaction;

import java.io.IOException;

/** Content holds a secret. Neither the message nor anything else here has its value. */
public final class SecretFound extends IOException {
    private static final long serialVersionUID = 1L;

    private final String secret;

    SecretFound(String secret) {
        super("it holds the value of the secret " + secret);
        this.secret = secret;
    }

    /** The name of the secret. */
    public String secret() {
        return secret;
    }
}
