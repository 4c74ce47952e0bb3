package dev.builderos.secrets;

import java.util.Map;

/** Secrets in environment variables of the server. */
record EnvironmentSecrets(Map<String, String> environment) implements SecretProvider {
    /** What opens other places is not given away through this one. */
    private static final String OWN = "BUILDEROS_";

    private static final String VAULT = "VAULT_";

    EnvironmentSecrets {
        environment = Map.copyOf(environment);
    }

    @Override
    public String read(SecretReference reference) throws SecretUnavailable {
        String variable = reference.key();
        if (variable.startsWith(OWN) || variable.startsWith(VAULT)) {
            throw new SecretUnavailable(reference, "the variable " + variable + " is the server's own");
        }
        String value = environment.get(variable);
        if (value == null) {
            throw new SecretUnavailable(
                    reference,
                    "the server has no variable " + variable + "; start it with one:  " + variable + "=… builderos up");
        }
        return value;
    }
}
