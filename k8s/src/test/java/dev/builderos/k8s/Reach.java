package dev.builderos.k8s;

import static dev.builderos.k8s.Manifests.each;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.builderos.k8s.Manifests.Workload;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Nobody reaches anybody unless a policy of each side says so: all pods are under the policy that denies, each has one of its own,
 * what one side may say the other may hear, and each reaches where its settings point.
 */
final class Reach {
    /** The pods that operators and charts make, by the labels they give them. */
    private static final Map<String, Map<String, String>> OPERATED = Map.of(
            "nats", Map.of("app.kubernetes.io/name", "nats", "app.kubernetes.io/instance", "builderos-nats"),
            "database", Map.of("cnpg.io/cluster", "builderos-database"),
            "keycloak", Map.of("app", "keycloak"),
            "keycloak-realm-import", Map.of("app", "keycloak-realm-import"));

    /** Who is behind the host of a URL. */
    private static final Map<String, String> HOSTS =
            Map.of("builderos-nats", "nats", "builderos-database-rw", "database");

    private final Map<String, JsonNode> pods = new LinkedHashMap<>();
    private final List<JsonNode> policies;
    private final List<String> problems = new ArrayList<>();

    private Reach(Manifests manifests) {
        policies = manifests.all("NetworkPolicy").toList();
        manifests.workloads().forEach(workload -> pods.put(workload.name(), workload.labels()));
        OPERATED.forEach((name, labels) -> {
            var node = JsonNodeFactory.instance.objectNode();
            labels.forEach(node::put);
            pods.put(name, node);
        });
    }

    static Stream<String> problems(Manifests manifests) {
        Reach reach = new Reach(manifests);
        reach.denied();
        reach.bothSides();
        manifests.workloads().forEach(reach::needs);
        return reach.problems.stream();
    }

    private void denied() {
        boolean denies = policies.stream()
                .anyMatch(policy -> policy.at("/spec/podSelector").isEmpty()
                        && policy.at("/spec/policyTypes").size() == 2
                        && !policy.path("spec").has("ingress")
                        && !policy.path("spec").has("egress"));
        if (!denies) {
            problems.add("no policy denies what no other allows");
        }
        pods.forEach((name, labels) -> {
            for (String direction : List.of("ingress", "egress")) {
                boolean own = of(labels)
                        .anyMatch(policy ->
                                !policy.at("/spec/podSelector/matchLabels").isEmpty()
                                        && policy.path("spec").has(direction));
                if (!own && !(name.equals("keycloak-realm-import") && direction.equals("ingress"))) {
                    problems.add("no policy of its own says the " + direction + " of " + name);
                }
            }
        });
        policies.stream()
                .flatMap(policy -> Stream.of("ingress", "egress")
                        .flatMap(direction -> each(policy.at("/spec/" + direction)))
                        .filter(rule -> rule.path("ports").isEmpty() || !(rule.has("from") || rule.has("to")))
                        .map(rule -> Manifests.id(policy) + " has a rule for every port or everybody"))
                .forEach(problems::add);
    }

    private void bothSides() {
        pods.forEach((source, sourceLabels) -> pods.forEach((target, targetLabels) -> {
            List<String> said = ports(sourceLabels, "egress", "to", targetLabels);
            List<String> heard = ports(targetLabels, "ingress", "from", sourceLabels);
            said.stream()
                    .filter(port -> !heard.contains(port))
                    .forEach(port ->
                            problems.add(source + " may ask " + target + " at " + port + ", which may not hear it"));
            heard.stream()
                    .filter(port -> !said.contains(port))
                    .forEach(port ->
                            problems.add(target + " may hear " + source + " at " + port + ", which may not ask it"));
        }));
    }

    private void needs(Workload workload) {
        for (String name : List.of("BUILDEROS_BUS_URL", "BUILDEROS_DATABASE_URL")) {
            if (workload.variable(name).isEmpty()) {
                continue;
            }
            URI url = URI.create(workload.value(name));
            String target = HOSTS.get(url.getHost());
            if (target == null || !url.getScheme().matches("tls|postgresql")) {
                problems.add(workload + ": " + name + " points to " + url);
            } else if (!ports(workload.labels(), "egress", "to", pods.get(target))
                    .contains(String.valueOf(url.getPort()))) {
                problems.add(workload + " may not ask " + url + ", where " + name + " points");
            }
        }
    }

    /** The ports at which pods of these labels may ask, or hear, pods of those. */
    private List<String> ports(JsonNode labels, String direction, String side, JsonNode others) {
        return of(labels)
                .flatMap(policy -> each(policy.at("/spec/" + direction)))
                .filter(rule -> each(rule.path(side))
                        .anyMatch(peer -> !peer.has("namespaceSelector")
                                && peer.has("podSelector")
                                && Selectors.matches(peer.path("podSelector"), others)))
                .flatMap(rule -> each(rule.path("ports")))
                .map(port -> port.path("port").asText())
                .distinct()
                .toList();
    }

    private Stream<JsonNode> of(JsonNode labels) {
        return policies.stream().filter(policy -> Selectors.matches(policy.at("/spec/podSelector"), labels));
    }
}
