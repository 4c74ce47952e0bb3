package dev.builderos.sandbox.jobs;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;

/** The cluster did not do what it was asked for, or did not answer. */
final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int FORBIDDEN = 403;

    Refused(String message) {
        super(message);
    }

    private Refused(String message, Throwable cause) {
        super(message, cause);
    }

    static Refused of(String what, KubernetesClientException failure) {
        if (failure.getCode() <= 0) {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return new Refused(
                    "the API server of Kubernetes did not answer when asked to " + what + ": " + cause, failure);
        }
        String said = failure.getStatus() != null && failure.getStatus().getMessage() != null
                ? failure.getStatus().getMessage()
                : String.valueOf(failure.getMessage());
        String advice = failure.getCode() == FORBIDDEN
                ? "; k8s/components/jobs has the Role and the level of pod security that it takes"
                : "";
        return new Refused("Kubernetes refused to " + what + " (" + failure.getCode() + "): " + said + advice, failure);
    }
}
