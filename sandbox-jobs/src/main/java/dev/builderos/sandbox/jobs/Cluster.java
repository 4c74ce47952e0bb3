package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.Origin;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is asked of the cluster, each for a bounded time; what it refuses is said in words. */
final class Cluster {
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    /** A name may be taken by what was left over, and taken again before we are there. */
    private static final int TAKES = 3;

    private static final long ASK_AGAIN_MILLIS = 200;

    private final KubernetesClient client;
    private final JobSettings settings;

    Cluster(KubernetesClient client, JobSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    KubernetesClient client() {
        return client;
    }

    JobSettings settings() {
        return settings;
    }

    /**
     * Makes the Job, or finds that a request whose answer was lost has made it. One of the same name that an earlier lease
     * left is ended first, and nothing is made before it is gone.
     */
    Job create(Job job, Origin origin) throws Refused {
        for (int take = 1; ; take++) {
            try {
                return client.batch().v1().jobs().resource(job).create();
            } catch (KubernetesClientException failed) {
                if (failed.getCode() != CONFLICT || take == TAKES) {
                    throw Refused.of("create a Job", failed);
                }
            }
            Job there = find(job.getMetadata().getName());
            if (there == null) {
                continue;
            }
            if (isSameStart(there, job)) {
                return there;
            }
            if (!isOver(there) && epoch(there) >= origin.epoch()) {
                throw new Refused("the command runs already, in Job "
                        + there.getMetadata().getName() + " of epoch " + epoch(there)
                        + ": it is not started a second time");
            }
            end(there.getMetadata().getName());
        }
    }

    private static boolean isSameStart(Job there, Job wanted) {
        return Objects.equals(annotation(there), annotation(wanted))
                && there.getMetadata().getDeletionTimestamp() == null;
    }

    private static @Nullable String annotation(Job job) {
        Map<String, String> annotations = job.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(JobName.START);
    }

    /** Whether nothing of it can be at work that is not about to end. */
    private static boolean isOver(Job job) {
        return job.getMetadata().getDeletionTimestamp() != null
                || (job.getStatus() != null
                        && job.getStatus().getConditions().stream()
                                .anyMatch(condition -> condition.getStatus().equals("True")
                                        && List.of("Complete", "Failed").contains(condition.getType())));
    }

    /** What has no epoch that can be read was not made by us and is not taken away by us. */
    private static long epoch(Job job) {
        Map<String, String> labels = job.getMetadata().getLabels();
        String epoch = labels == null ? null : labels.get(JobName.EPOCH);
        return epoch != null && epoch.matches("[0-9]{1,18}") ? Long.parseLong(epoch) : Long.MAX_VALUE;
    }

    private @Nullable Job find(String name) throws Refused {
        try {
            return jobs(name).get();
        } catch (KubernetesClientException failed) {
            throw Refused.of("read Job " + name, failed);
        }
    }

    void create(Secret secret) throws Refused {
        try {
            client.resource(secret).create();
        } catch (KubernetesClientException failed) {
            // A request whose answer was lost may have made it: its name is that of this start alone.
            if (failed.getCode() != CONFLICT) {
                throw Refused.of("create the Secret with the command's environment", failed);
            }
        }
    }

    /** Lets the cluster make the pod. */
    void resume(String name) throws Refused {
        try {
            jobs(name).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"suspend\":false}}");
        } catch (KubernetesClientException failed) {
            throw Refused.of("let Job " + name + " go on", failed);
        }
    }

    /**
     * Has the Job taken away with all that belongs to it, and does not wait. It keeps its name until its pods are gone, so that
     * nobody starts the same command beside them.
     */
    void remove(String name) throws Refused {
        try {
            jobs(name).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
        } catch (KubernetesClientException failed) {
            if (failed.getCode() != NOT_FOUND) {
                throw Refused.of("delete Job " + name, failed);
            }
        }
    }

    /** Takes the Job away and returns when nothing of it runs any more. */
    void end(String name) throws Refused {
        remove(name);
        awaitGone(name, settings.patience().end());
    }

    /** Asks again and again: what is waited for is over in a moment, or not at all. */
    private void awaitGone(String name, Duration atMost) throws Refused {
        long began = System.nanoTime();
        Job first = find(name);
        Job there = first;
        while (first != null && there != null && isSame(first, there)) {
            if (System.nanoTime() - began > atMost.toNanos()) {
                throw new Refused("Job " + name + " is still there after " + atMost.toMillis()
                        + " ms: its node may be unreachable, and the command may still run");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new Refused("nobody waits for the end of Job " + name + " any more");
            }
            there = find(name);
        }
    }

    private static boolean isSame(Job one, Job other) {
        return Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid());
    }

    /** Ends all Jobs of a run. */
    void clear(String org, String run, Duration atMost) throws Refused {
        long began = System.nanoTime();
        List<Job> left;
        try {
            left = client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(settings.namespace())
                    .withLabels(JobName.ofRun(org, run))
                    .list()
                    .getItems();
        } catch (KubernetesClientException failed) {
            throw Refused.of("list the Jobs of run " + run, failed);
        }
        for (Job job : left) {
            remove(job.getMetadata().getName());
        }
        for (Job job : left) {
            Duration rest = atMost.minusNanos(System.nanoTime() - began);
            awaitGone(job.getMetadata().getName(), rest.isNegative() ? Duration.ZERO : rest);
        }
    }

    private ScalableResource<Job> jobs(String name) {
        return client.batch().v1().jobs().inNamespace(settings.namespace()).withName(name);
    }
}
