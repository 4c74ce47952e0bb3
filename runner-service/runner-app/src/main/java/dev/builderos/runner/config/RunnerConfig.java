package dev.builderos.runner.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The runner's settings. */
@ConfigMapping(prefix = "builderos.runner")
public interface RunnerConfig {
    /** Where artifacts, logs, worktrees, keys and deployments are kept. */
    Path home();

    /** This runner's name in leases; unique among the runners of one database. */
    Optional<String> name();

    /** Whether no other runner uses this database, so that leases of a runner that was killed need not run out. */
    @WithDefault("false")
    boolean sole();

    /** How long a run belongs to a runner that says nothing. */
    @WithDefault("15s")
    Duration lease();

    /** How long the policy service may take to decide; after that the answer is no. */
    @WithDefault("2s")
    Duration policyDeadline();

    /** Steps that work at the same time. */
    @WithDefault("64")
    int parallelSteps();

    /** The JDK that sandboxed commands see; this process's own when absent. */
    Optional<Path> javaHome();
}
