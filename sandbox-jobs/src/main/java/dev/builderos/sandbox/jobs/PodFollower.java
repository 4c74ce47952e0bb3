package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Follows the one pod of a Job. The informer watches on after a connection was lost, and lists anew where the cluster has
 * forgotten what happened in between; how long it has been without news is told by {@link #silence()}.
 */
final class PodFollower implements AutoCloseable, ResourceEventHandler<Pod> {
    private static final String JOB = "batch.kubernetes.io/job-name";

    private final CompletableFuture<String> begun = new CompletableFuture<>();
    private final CompletableFuture<Outcome> ended = new CompletableFuture<>();
    private final SharedIndexInformer<Pod> informer;
    private volatile long heard = System.nanoTime();
    private volatile boolean seenRunning;
    private volatile PodState state = new PodState.Waiting();

    PodFollower(Cluster cluster, String job) {
        informer = cluster.client()
                .pods()
                .inNamespace(cluster.settings().namespace())
                .withLabel(JOB, job)
                .runnableInformer(0);
        // What cannot be watched now may be watched later; who follows decides how long that may take.
        informer.exceptionHandler((started, failure) -> true);
        informer.addEventHandler(this);
        var _ = informer.start();
    }

    /** The name of the pod, once its container has been started. */
    CompletableFuture<String> begun() {
        return begun;
    }

    /** How the command ended. */
    CompletableFuture<Outcome> ended() {
        return ended;
    }

    /** Whether anything of the command was executed, as far as is known. */
    boolean seenRunning() {
        return seenRunning;
    }

    /** Why the container will not start; null when nothing speaks against it. */
    @Nullable
    String obstacle() {
        return state instanceof PodState.Stuck stuck ? stuck.reason() : null;
    }

    /** How long the cluster has said nothing and could say nothing. */
    Duration silence() {
        if (informer.isWatching()) {
            heard = System.nanoTime();
        }
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    @Override
    public void onAdd(Pod pod) {
        look(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        look(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unseen) {
        look(pod);
        // Its last state may have been missed, or it had none: a pod that is gone runs nothing.
        ended.complete(
                seenRunning
                        ? new Outcome.Lost("the pod of the command was deleted while it ran")
                        : new Outcome.FailedToStart("the pod of the command was deleted before it ran"));
    }

    private void look(Pod pod) {
        PodState now = PodState.of(pod);
        state = now;
        switch (now) {
            case PodState.Waiting ignored -> {}
            case PodState.Stuck ignored -> {}
            case PodState.Running ignored -> {
                seenRunning = true;
                begun.complete(pod.getMetadata().getName());
            }
            case PodState.Ended end -> {
                Outcome outcome = end.outcome() instanceof Outcome.FailedToStart failed && seenRunning
                        ? new Outcome.Lost(failed.reason())
                        : end.outcome();
                if (!(outcome instanceof Outcome.FailedToStart)) {
                    seenRunning = true;
                    begun.complete(pod.getMetadata().getName());
                }
                ended.complete(outcome);
            }
        }
    }

    @Override
    public void close() {
        informer.close();
    }
}
