package dev.builderos.policy.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How the audit log is kept from being rewritten. */
@ConfigMapping(prefix = "builderos.policy.audit")
public interface AuditConfig {
    /** Where checkpoints are kept; better not where the database is. */
    Path directory();

    /** The signing key and every public key that is trusted. */
    Path keys();

    /** A checkpoint at least every so many entries. */
    @WithDefault("100")
    int entries();

    /** No entry waits longer for a checkpoint. */
    @WithDefault("60s")
    Duration patience();

    /** How often is looked for what is due. */
    Duration sweep();
}
