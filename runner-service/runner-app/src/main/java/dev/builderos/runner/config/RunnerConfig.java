package dev.builderos.runner.config;

import io.quarkus.runtime.configuration.MemorySize;
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

    /**
     * Where artifacts and log segments are kept, when not in files of the home: {@code
     * s3://bucket/prefix?region=…&endpoint=…&path-style=true}; all behind the bucket may be left out. What signs the requests is
     * found as the AWS tools find it.
     */
    Optional<String> artifacts();

    /** How long the store of artifacts may take to keep a few bytes before the runner counts as not ready. */
    @WithDefault("2s")
    Duration artifactsPatience();

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

    /** How often the policy service is asked again for an approval that a run waits for, should the bus have lost it. */
    @WithDefault("60s")
    Duration askAgain();

    /** Steps that work at the same time. */
    @WithDefault("64")
    int parallelSteps();

    /** Which runs that are over are deleted by themselves; none unless it is said here. */
    Retention retention();

    /** A run goes when every limit that is set lets it go. */
    interface Retention {
        /** It ended more than so many days ago. */
        Optional<Integer> days();

        /** It is not among the newest so many of its project. */
        Optional<Integer> keepLast();

        /** How often is looked for such runs, and for content of deleted runs that nobody names any more. */
        @WithDefault("10m")
        Duration every();
    }

    /** What one command of a step may use. */
    Command command();

    /** Both hold for all processes of the command together where the server may make control groups. */
    interface Command {
        /** Memory, for example {@code 512M}. */
        @WithDefault("4G")
        MemorySize memory();

        /** Processes and threads. */
        @WithDefault("512")
        int processes();
    }

    /** How commands of new runs are confined: {@code bubblewrap} here, or {@code jobs} of a cluster. */
    @WithDefault("bubblewrap")
    String sandbox();

    /** Of the sandbox {@code jobs}. */
    Jobs jobs();

    /** What each Job has; docs/kubernetes.md says what the cluster needs for it. */
    interface Jobs {
        /** What commands run in, pinned: {@code NAME@sha256:…}. */
        Optional<String> image();

        /** The PersistentVolumeClaim that the runner has at its home. */
        @WithDefault("runner-home")
        String claim();

        /** Where Jobs are made; the runner's own namespace unless it is said here. */
        Optional<String> namespace();

        /** The id of user and group that commands have, which is the runner's own. */
        @WithDefault("10001")
        long user();

        /** The most processors of one command. */
        @WithDefault("2")
        String cpu();

        /** Labels of the nodes on which commands may run, {@code name=value,name=value}. */
        Optional<String> nodes();

        /** How containers are kept apart from their node, where a cluster has more than one way. */
        Optional<String> runtimeClass();

        /** How long a command may take to begin: a node has to be found for it, and its image to be fetched. */
        @WithDefault("5m")
        Duration patience();
    }

    /** Work of steps that later steps may take over. */
    Cache cache();

    /** What was not used for longest goes first. */
    interface Cache {
        /** How many bytes an org may have in the cache: files of its steps, and what they changed in the repository. */
        @WithDefault("2147483648")
        long maxBytes();
    }

    /** Where traces of runs go. */
    Traces traces();

    /** Nowhere unless it is said here. */
    interface Traces {
        /** The collector's address for OTLP over HTTP, for example {@code http://127.0.0.1:4318}. */
        Optional<String> endpoint();

        /** What it is sent besides, as {@code name=value,name=value}. */
        Optional<String> headers();
    }

    /** The JDK that sandboxed commands see; this process's own when absent. */
    Optional<Path> javaHome();
}
