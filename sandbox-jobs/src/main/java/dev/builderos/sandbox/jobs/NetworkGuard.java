package dev.builderos.sandbox.jobs;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;

/**
 * Demands, of what the cluster has been told, that pods of commands reach nobody and are reached by nobody. Whether the
 * cluster's network enforces its policies it does not know.
 */
final class NetworkGuard {
    private final Cluster cluster;

    NetworkGuard(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Asked before each command. */
    void demand() throws Refused {
        Optional<String> gap = gap();
        if (gap.isPresent()) {
            throw new Refused(gap.get());
        }
    }

    /** What is missing; empty when nothing is. */
    Optional<String> gap() throws Refused {
        try {
            return gap(cluster.client()
                    .network()
                    .v1()
                    .networkPolicies()
                    .inNamespace(cluster.settings().namespace())
                    .list()
                    .getItems());
        } catch (KubernetesClientException failed) {
            throw Refused.of(
                    "list the NetworkPolicies, without which commands in Jobs are not kept from the network", failed);
        }
    }

    static Optional<String> gap(List<NetworkPolicy> policies) {
        List<NetworkPolicy> ours = policies.stream()
                .filter(policy -> mayChoose(policy.getSpec().getPodSelector()))
                .toList();
        Optional<String> allowing = ours.stream()
                .filter(policy -> !policy.getSpec().getIngress().isEmpty()
                        || !policy.getSpec().getEgress().isEmpty())
                .map(policy -> policy.getMetadata().getName())
                .findFirst();
        if (allowing.isPresent()) {
            return Optional.of("the NetworkPolicy `" + allowing.get()
                    + "` gives pods of commands a way to the network; let it leave out pods with "
                    + JobName.KIND + "=" + JobName.COMMAND);
        }
        boolean denied = ours.stream()
                .anyMatch(policy -> isCertain(policy.getSpec().getPodSelector())
                        && policy.getSpec().getPolicyTypes().containsAll(List.of("Ingress", "Egress")));
        return denied
                ? Optional.empty()
                : Optional.of("no NetworkPolicy denies everything to pods with " + JobName.KIND + "=" + JobName.COMMAND
                        + "; k8s/components/jobs has one");
    }

    /** Whether it may choose a pod of some command: what labels of runs and steps are is not known beforehand. */
    private static boolean mayChoose(LabelSelector selector) {
        return matchLabels(selector, true)
                && selector.getMatchExpressions().stream().allMatch(expression -> holds(expression, true));
    }

    /** Whether it chooses the pod of every command. */
    private static boolean isCertain(LabelSelector selector) {
        return matchLabels(selector, false)
                && selector.getMatchExpressions().stream().allMatch(expression -> holds(expression, false));
    }

    private static boolean matchLabels(LabelSelector selector, boolean unknown) {
        return selector.getMatchLabels() == null
                || selector.getMatchLabels().entrySet().stream()
                        .allMatch(label -> isOurs(label.getKey())
                                ? unknown
                                : label.getKey().equals(JobName.KIND)
                                        && label.getValue().equals(JobName.COMMAND));
    }

    private static boolean holds(LabelSelectorRequirement wanted, boolean unknown) {
        if (isOurs(wanted.getKey())) {
            return unknown;
        }
        boolean kind = wanted.getKey().equals(JobName.KIND);
        boolean named = kind && wanted.getValues().contains(JobName.COMMAND);
        return switch (wanted.getOperator()) {
            case "In" -> named;
            case "NotIn" -> !named;
            case "Exists" -> kind;
            case "DoesNotExist" -> !kind;
            default -> unknown;
        };
    }

    private static boolean isOurs(String key) {
        return key.startsWith(JobName.PREFIX);
    }
}
