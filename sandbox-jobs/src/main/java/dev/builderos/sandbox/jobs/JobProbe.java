package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.Check;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;

/** Finds out, by asking, whether a cluster has what commands in Jobs need. It starts nothing. */
final class JobProbe {
    /** What a runner does: the Role in k8s/components/jobs has these and no others, which a test there holds. */
    record Right(String group, String resource, List<String> verbs) {}

    static final List<Right> RIGHTS = List.of(
            new Right("batch", "jobs", List.of("create", "get", "list", "watch", "patch", "delete")),
            new Right("", "pods", List.of("get", "list", "watch")),
            new Right("", "pods/log", List.of("get")),
            new Right("", "secrets", List.of("create")),
            new Right("", "persistentvolumeclaims", List.of("get")),
            new Right("networking.k8s.io", "networkpolicies", List.of("list")));

    private static final String FIX = "apply k8s/components/jobs, docs/kubernetes.md says how";

    private final Cluster cluster;
    private final NetworkGuard guard;

    JobProbe(Cluster cluster, NetworkGuard guard) {
        this.cluster = cluster;
        this.guard = guard;
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(found("image", cluster.settings().image()));
        checks.add(rights());
        checks.add(volume());
        checks.add(network());
        return List.copyOf(checks);
    }

    private Check rights() {
        String name = "rights";
        List<String> missing = new ArrayList<>();
        try {
            for (Right right : RIGHTS) {
                for (String verb : right.verbs()) {
                    if (!isAllowed(right, verb)) {
                        missing.add(verb + " " + right.resource());
                    }
                }
            }
        } catch (KubernetesClientException failed) {
            return missing(
                    name,
                    String.valueOf(
                            Refused.of("say what the runner may do", failed).getMessage()),
                    FIX);
        }
        return missing.isEmpty()
                ? found(name, "in namespace " + cluster.settings().namespace())
                : missing(
                        name,
                        "the runner may not, in namespace " + cluster.settings().namespace() + ": "
                                + String.join(", ", missing),
                        FIX);
    }

    private boolean isAllowed(Right right, String verb) {
        String[] resource = right.resource().split("/", 2);
        SelfSubjectAccessReview answer = cluster.client()
                .authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withNamespace(cluster.settings().namespace())
                        .withGroup(right.group())
                        .withResource(resource[0])
                        .withSubresource(resource.length == 2 ? resource[1] : null)
                        .withVerb(verb)
                        .endResourceAttributes()
                        .endSpec()
                        .build());
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    private Check volume() {
        String name = "volume";
        String claim = cluster.settings().claim();
        String fix = "name the claim that the runner has mounted at "
                + cluster.settings().volume() + " in BUILDEROS_RUNNER_JOBS_CLAIM, with the access ReadWriteMany";
        try {
            PersistentVolumeClaim found = cluster.client()
                    .persistentVolumeClaims()
                    .inNamespace(cluster.settings().namespace())
                    .withName(claim)
                    .get();
            if (found == null) {
                return missing(name, "there is no PersistentVolumeClaim `" + claim + "`", fix);
            }
            return found.getSpec().getAccessModes().contains("ReadWriteMany")
                    ? found(name, claim)
                    : missing(name, "`" + claim + "` cannot be written by several nodes", fix);
        } catch (KubernetesClientException failed) {
            return missing(
                    name,
                    String.valueOf(Refused.of("read the PersistentVolumeClaim `" + claim + "`", failed)
                            .getMessage()),
                    FIX);
        }
    }

    private Check network() {
        String name = "network";
        try {
            return guard.gap()
                    .map(gap -> missing(name, gap, FIX))
                    .orElseGet(() -> found(name, "policies deny everything; whether they are enforced is not known"));
        } catch (Refused refused) {
            return missing(name, String.valueOf(refused.getMessage()), FIX);
        }
    }

    private static Check found(String name, String detail) {
        return new Check(name, true, detail, "", Check.Need.REQUIRED);
    }

    private static Check missing(String name, String detail, String fix) {
        return new Check(name, false, detail, fix, Check.Need.REQUIRED);
    }
}
