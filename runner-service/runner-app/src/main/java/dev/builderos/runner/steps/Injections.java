package dev.builderos.runner.steps;

import dev.builderos.egress.EgressRequest;
import dev.builderos.egress.Judge;
import dev.builderos.formats.AgentGrant;
import dev.builderos.formats.HostPattern;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.tools.Secrets;
import dev.builderos.secrets.SecretUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which requests get which secrets; the values are asked for when a request is made, and not before. */
record Injections(List<Plan.Injection> written, Secrets secrets) {
    /** What a header may hold; anything else could end it and begin another. */
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]+");

    Injections {
        written = List.copyOf(written);
    }

    /** The first that is meant for a request. */
    Optional<Plan.Injection> of(EgressRequest request) {
        return written.stream()
                .filter(injection -> isTo(injection, request))
                .filter(injection -> injection.methods().contains(request.method()))
                .findFirst();
    }

    /** Whether a tunnel is to a host whose requests may get one, and so has to be seen into. */
    boolean isSeenInTunnel(EgressRequest request) {
        return request.path() == null && written.stream().anyMatch(injection -> isTo(injection, request));
    }

    private static boolean isTo(Plan.Injection injection, EgressRequest request) {
        return injection.scheme().equals(request.scheme())
                && HostPattern.parse(injection.host())
                        .filter(host ->
                                host.matches(request.scheme(), request.host().text(), request.port()))
                        .isPresent();
    }

    /** Fails when the secret cannot be had, and with it the request. */
    Judge.Addition addition(Plan.Injection injection) {
        try {
            String secret = secrets.value(injection.secret());
            if (!VALUE.matcher(secret).matches()) {
                throw new MissingSecret("the secret " + injection.secret() + " has characters that no header may have");
            }
            return new Judge.Addition(
                    injection.header(), injection.value().replace(AgentGrant.Injection.SECRET, secret));
        } catch (SecretUnavailable unavailable) {
            throw new MissingSecret(String.valueOf(unavailable.getMessage()));
        }
    }

    /** There is no value that could be sent. */
    static final class MissingSecret extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingSecret(String why) {
            super(why);
        }
    }
}
