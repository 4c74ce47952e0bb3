package dev.builderos.bus.nats;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a service reaches NATS, and what it answers for there.
 *
 * @param url one or more, separated by commas, e.g. {@code nats://127.0.0.1:4222} or {@code tls://nats:4222}
 * @param service who connects, e.g. {@code policy}: the name of the connection
 * @param domains whose streams it makes, e.g. {@code policy}
 * @param user with {@code password}; empty where the server asks for none, or for credentials
 * @param credentials a file with a JWT and a seed
 * @param truststore of the authority that signed the server's certificate; the JDK's where there is none
 * @param replicas of each stream; 3 in a cluster of NATS servers
 * @param patience how long a durable message may be in work before it is given to somebody else
 */
public record NatsSettings(
        String url,
        String service,
        Set<String> domains,
        Optional<String> user,
        Optional<String> password,
        Optional<Path> credentials,
        Optional<Path> truststore,
        Optional<String> truststorePassword,
        int replicas,
        Duration patience) {
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** One server that asks for nothing. */
    public static NatsSettings plain(String url, String service) {
        return new NatsSettings(
                url,
                service,
                Set.of(service),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                PATIENCE);
    }

    @Override
    public String toString() {
        return service + "@" + url;
    }
}
