package dev.builderos.bus;

import dev.builderos.bus.nats.NatsSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Which bus there is: NATS where a URL is given, else the one within the process. */
@ConfigMapping(prefix = "builderos.bus")
public interface BusSettings {
    /** One or more servers, separated by commas, e.g. {@code nats://127.0.0.1:4222}. */
    Optional<String> url();

    /** Who connects, e.g. {@code policy}. */
    @WithDefault("builderos")
    String service();

    /** The domains whose streams are made here. */
    @WithDefault("policy,registry,runner")
    Set<String> domains();

    Optional<String> user();

    Optional<String> password();

    Optional<Path> credentials();

    Optional<Path> truststore();

    Optional<String> truststorePassword();

    /** Of each stream. */
    @WithDefault("1")
    int replicas();

    /** How long a durable message may be in work before it is given to somebody else. */
    @WithDefault("30s")
    Duration patience();

    /** How NATS is reached; empty where the bus is within the process. */
    default Optional<NatsSettings> nats() {
        return url().map(url -> new NatsSettings(
                url,
                service(),
                domains(),
                user(),
                password(),
                credentials(),
                truststore(),
                truststorePassword(),
                replicas(),
                patience()));
    }
}
