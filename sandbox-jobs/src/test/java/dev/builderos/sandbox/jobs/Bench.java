package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.Origin;
import dev.builderos.sandbox.Outcome;
import dev.builderos.sandbox.Running;
import dev.builderos.sandbox.SandboxCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A sandbox on a cluster of the test, with a workspace on its volume. */
final class Bench implements AutoCloseable {
    static final String ORG = "acme";
    static final String RUN = "run-1";
    static final Origin ORIGIN = new Origin(ORG, RUN, "build", "call-1", 3);
    static final String NAME = JobName.of(ORIGIN);
    static final String IMAGE = "registry.example.com/tools@sha256:" + "ab".repeat(32);
    static final JobSettings.Patience SHORT = new JobSettings.Patience(
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    final FakeCluster cluster;
    final Path workspace;
    final Recorder output = new Recorder();
    private final Path volume;
    private final JobSandbox sandbox;

    Bench(Path directory, FakeCluster.Node node, JobSettings.Patience patience) throws IOException {
        volume = directory.resolve("home");
        workspace = Files.createDirectories(volume.resolve("workspaces/run-1"));
        cluster = new FakeCluster(node);
        sandbox = sandbox(patience);
    }

    Bench(Path directory, FakeCluster.Node node) throws IOException {
        this(directory, node, SHORT);
    }

    /** Another runner's. */
    JobSandbox sandbox(JobSettings.Patience patience) {
        return new JobSandbox(
                cluster.client(),
                new JobSettings(
                        FakeCluster.NAMESPACE,
                        IMAGE,
                        "runner-home",
                        volume,
                        10001,
                        "2",
                        Map.of(),
                        Optional.empty(),
                        patience));
    }

    JobSandbox sandbox() {
        return sandbox;
    }

    SandboxCommand shell(String script) {
        return SandboxCommand.of(List.of("/bin/sh", "-c", script), workspace)
                .withOrigin(ORIGIN)
                .withLimits(Limits.DEFAULT.withWallClock(Duration.ofSeconds(60)));
    }

    Running start(SandboxCommand command) {
        return sandbox.start(command, output);
    }

    Outcome run(SandboxCommand command) {
        return outcome(start(command));
    }

    static Outcome outcome(Running running) {
        return running.outcome().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        sandbox.close();
        cluster.close();
    }
}
