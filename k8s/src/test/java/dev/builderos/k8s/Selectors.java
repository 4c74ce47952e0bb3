package dev.builderos.k8s;

import static dev.builderos.k8s.Manifests.id;
import static dev.builderos.k8s.Manifests.texts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.k8s.Manifests.Workload;
import java.util.List;
import java.util.stream.Stream;

/** What is chosen by labels is chosen: pods by workloads, Services and budgets, Services by monitors. */
final class Selectors {
    private Selectors() {}

    static Stream<String> problems(Manifests manifests) {
        List<Workload> workloads = manifests.workloads();
        Stream<String> own = workloads.stream()
                .filter(workload -> !matches(workload.object().at("/spec/selector"), workload.labels()))
                .map(workload -> workload + " does not select its own pods");
        Stream<String> services = manifests
                .all("Service")
                .filter(service -> workloads.stream()
                        .noneMatch(workload -> matchesLabels(service.at("/spec/selector"), workload.labels())))
                .map(service -> id(service) + " selects no pod");
        Stream<String> budgets = Stream.of("PodDisruptionBudget")
                .flatMap(manifests::all)
                .filter(budget -> workloads.stream()
                        .noneMatch(workload -> matches(budget.at("/spec/selector"), workload.labels())))
                .map(budget -> id(budget) + " selects no pod");
        Stream<String> monitors = manifests
                .all("ServiceMonitor")
                .filter(monitor -> manifests
                        .all("Service")
                        .noneMatch(service -> matches(monitor.at("/spec/selector"), service.at("/metadata/labels"))))
                .map(monitor -> id(monitor) + " selects no Service");
        Stream<String> missing = workloads.stream()
                .flatMap(workload -> Stream.of("PodDisruptionBudget", "ServiceMonitor", "Service", "ServiceAccount")
                        .filter(kind -> manifests.find(kind, workload.name()).isEmpty())
                        .map(kind -> workload + " has no " + kind));
        Stream<String> spread = workloads.stream()
                .filter(workload -> Manifests.each(workload.pod().path("topologySpreadConstraints"))
                        .filter(constraint -> matches(constraint.path("labelSelector"), workload.labels()))
                        .map(constraint -> constraint.path("topologyKey").asText())
                        .noneMatch("kubernetes.io/hostname"::equals))
                .map(workload -> workload + " is not spread over nodes");
        return Stream.of(own, services, budgets, monitors, missing, spread).flatMap(problems -> problems);
    }

    /** Whether a selector chooses what has these labels; an empty one chooses everything. */
    static boolean matches(JsonNode selector, JsonNode labels) {
        return matchesLabels(selector.path("matchLabels"), labels)
                && Manifests.each(selector.path("matchExpressions")).allMatch(expression -> holds(expression, labels));
    }

    private static boolean matchesLabels(JsonNode wanted, JsonNode labels) {
        return wanted.properties().stream()
                .allMatch(label -> label.getValue()
                        .asText()
                        .equals(labels.path(label.getKey()).asText()));
    }

    private static boolean holds(JsonNode expression, JsonNode labels) {
        JsonNode value = labels.path(expression.path("key").asText());
        boolean isIn =
                !value.isMissingNode() && texts(expression.path("values")).anyMatch(value.asText()::equals);
        return switch (expression.path("operator").asText()) {
            case "In" -> isIn;
            case "NotIn" -> !isIn;
            default -> throw new IllegalStateException("only In and NotIn are understood here, not " + expression);
        };
    }
}
