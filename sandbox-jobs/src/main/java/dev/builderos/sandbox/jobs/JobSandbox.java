package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.Check;
import dev.builderos.sandbox.Outcome;
import dev.builderos.sandbox.OutputSink;
import dev.builderos.sandbox.RemoteSandbox;
import dev.builderos.sandbox.Running;
import dev.builderos.sandbox.SandboxCommand;
import dev.builderos.sandbox.Shadows;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Confines a command by what Kubernetes has for it: a pod of its own, as the level {@code restricted} has it, without a token of
 * the cluster, with no network, with the workspace and an image that cannot be written.
 *
 * <p>What it does not give: the two streams apart (the log of a pod has both in one, and all of it is told as standard output);
 * the network request by request, and directories of the host, which are refused; the limit of processes of a whole tree where
 * users of the pod are not its own (a runtime class).
 */
public final class JobSandbox implements RemoteSandbox, AutoCloseable {
    public static final String NAME = "jobs";

    private static final int RETRIES = 3;

    private final Cluster cluster;
    private final NetworkGuard guard;
    private final Shadows shadows = new Shadows();

    JobSandbox(KubernetesClient client, JobSettings settings) {
        this.cluster = new Cluster(client, settings);
        this.guard = new NetworkGuard(cluster);
    }

    /** With the credentials that a pod has, or else those of a kubeconfig. Connects to nobody yet. */
    public static JobSandbox of(JobSettings settings) {
        int patience = Math.toIntExact(settings.patience().request().toMillis());
        return new JobSandbox(
                new KubernetesClientBuilder()
                        .withHttpClientFactory(new JdkHttpClientFactory())
                        .withConfig(new ConfigBuilder()
                                .withConnectionTimeout(patience)
                                .withRequestTimeout(patience)
                                .withRequestRetryBackoffLimit(RETRIES)
                                .build())
                        .build(),
                settings);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String image() {
        return cluster.settings().image();
    }

    @Override
    public List<Check> checks() {
        return new JobProbe(cluster, guard).checks();
    }

    @Override
    public void clear(String org, String run, Duration atMost) throws IOException {
        cluster.clear(org, run, atMost);
    }

    @Override
    public Running start(SandboxCommand command, OutputSink sink) {
        try {
            refuse(command);
            Path workspace = command.workspace().toRealPath();
            Path volume = cluster.settings().volume().toRealPath();
            if (!workspace.startsWith(volume) || workspace.equals(volume)) {
                throw new IOException("the workspace " + workspace + " is not on the volume that Jobs have, " + volume);
            }
            return JobRun.of(
                    new JobRun.Case(
                            cluster,
                            guard,
                            command,
                            command.origin().orElseThrow(),
                            workspace,
                            volume.relativize(workspace),
                            shadows,
                            UUID.randomUUID().toString().substring(0, 8)),
                    sink);
        } catch (IOException refused) {
            return new NotStarted(String.valueOf(refused.getMessage()));
        }
    }

    /** What cannot be had in a Job is refused, not left out. */
    private static void refuse(SandboxCommand command) throws IOException {
        switch (command.network()) {
            case NONE -> {}
            case EGRESS ->
                throw new IOException("a command in a Job has no way to the proxy that judges its requests; "
                        + "take the network from the agent, or run with the sandbox bubblewrap");
            case HOST_LOOPBACK_LISTEN -> throw new IOException("a command in a Job cannot listen on the runner's host");
        }
        if (!command.readOnly().isEmpty()) {
            throw new IOException("a command in a Job sees no directories of the runner's host, and was to see "
                    + command.readOnly());
        }
        if (command.origin().isEmpty()) {
            throw new IOException("a command in a Job has to be somebody's, to be found when its runner is gone");
        }
    }

    @Override
    public void close() {
        cluster.client().close();
    }

    private record NotStarted(String reason) implements Running {
        @Override
        public CompletableFuture<Outcome> outcome() {
            return CompletableFuture.completedFuture(new Outcome.FailedToStart(reason));
        }

        @Override
        public void cancel() {
            // There is nothing to end.
        }

        @Override
        public long pid() {
            return 0;
        }
    }
}
