package dev.builderos.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The gateway's settings, {@code builderos.gateway.*}. */
@ConfigMapping(prefix = "builderos.gateway")
public interface GatewaySettings {
    /** The file with the bearer token of the local owner; read once at start. */
    Path tokenFile();

    /**
     * A file with what a collector of metrics shows as its bearer token, read once at start. It opens {@code /q/metrics} and nothing
     * else, by whatever name this server is asked; without it that takes the token of the local owner.
     */
    Optional<Path> metricsTokenFile();

    /** The address people have for this server, where it is not of this machine alone: {@code https://builderos.example.com}. */
    Optional<URI> publicUrl();

    SignOn signOn();

    /** Where people sign on: an OpenID Connect provider. */
    interface SignOn {
        /**
         * As it names itself in its tokens, e.g. {@code https://sso.example.com/realms/builderos}. Without it, the token of the
         * local owner and those of members are all there is.
         */
        Optional<URI> issuer();

        /** What clients of BuilderOS are called there. */
        @WithDefault("builderos")
        String client();

        /** What access tokens are for; one that is not for this is refused. */
        @WithDefault("builderos")
        String audience();

        /** How often it is asked whether those who use a session of the console are still signed on there. */
        @WithDefault("5m")
        Duration checkEvery();
    }

    /** Where the record is, for the status, without credentials. */
    String database();

    /** Live streams open at a time, of all clients together. */
    @WithDefault("2500")
    int streams();

    /** Requests with a longer body are refused with 413. */
    @WithDefault("25165824")
    long bodyBytes();
}
