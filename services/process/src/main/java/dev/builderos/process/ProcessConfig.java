package dev.builderos.process;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What the process of a service is told about it, {@code builderos.process.*}. */
@ConfigMapping(prefix = "builderos.process")
public interface ProcessConfig {
    /** The service's schema; none where it keeps no record. */
    Optional<String> schema();

    /** How long the bus and the database may take to store something. */
    @WithDefault("2s")
    Duration patience();
}
