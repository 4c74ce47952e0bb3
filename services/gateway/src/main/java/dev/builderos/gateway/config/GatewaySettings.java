package dev.builderos.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** The gateway's settings, {@code builderos.gateway.*}. */
@ConfigMapping(prefix = "builderos.gateway")
public interface GatewaySettings {
    /** The file with the bearer token of the local owner; read once at start. */
    Path tokenFile();

    /** Where the record is, for the status, without credentials. */
    String database();

    /** Live streams open at a time, of all clients together. */
    @WithDefault("512")
    int streams();

    /** Requests with a longer body are refused with 413. */
    @WithDefault("25165824")
    long bodyBytes();
}
