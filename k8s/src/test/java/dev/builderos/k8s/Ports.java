package dev.builderos.k8s;

import static dev.builderos.k8s.Manifests.each;
import static dev.builderos.k8s.Manifests.id;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.k8s.Manifests.Workload;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Probes and Services ask where the service listens, for what it answers. */
final class Ports {
    private static final List<String> PROBES = List.of("startupProbe", "livenessProbe", "readinessProbe");
    private static final Set<String> HEALTH = Set.of("/q/health/live", "/q/health/ready");

    private Ports() {}

    static Stream<String> problems(Manifests manifests) {
        return Stream.of(
                        manifests.workloads().stream().flatMap(Ports::ofProbes),
                        manifests.workloads().stream().flatMap(Ports::ofListening),
                        manifests.all("Service").flatMap(service -> ofService(manifests, service)),
                        manifests.all("ServiceMonitor").flatMap(Ports::ofMonitor))
                .flatMap(problems -> problems);
    }

    private static Stream<String> ofProbes(Workload workload) {
        return workload.containers()
                .flatMap(container -> PROBES.stream().flatMap(name -> {
                    JsonNode get = container.at("/" + name + "/httpGet");
                    if (get.isMissingNode()) {
                        return Stream.of(workload + " has no " + name);
                    }
                    String path = get.path("path").asText();
                    String wanted = name.equals("readinessProbe") ? "/q/health/ready" : "/q/health/live";
                    Stream<String> endpoint = HEALTH.contains(path) && path.equals(wanted)
                            ? Stream.of()
                            : Stream.of(workload + ": " + name + " asks " + path + " instead of " + wanted);
                    Stream<String> port = has(container, get.path("port").asText())
                            ? Stream.of()
                            : Stream.of(workload + ": " + name + " asks the port `"
                                    + get.path("port").asText() + "`, which the container does not have");
                    // The gateway answers to names of its own machine and to its public one: see Admission.
                    boolean host = each(get.path("httpHeaders"))
                            .anyMatch(header -> header.path("name").asText().equals("Host")
                                    && header.path("value").asText().equals("localhost"));
                    Stream<String> name2 = !workload.name().equals("gateway") || host
                            ? Stream.of()
                            : Stream.of(workload + ": " + name + " says no host that the gateway answers to");
                    return Stream.of(endpoint, port, name2).flatMap(each -> each);
                }));
    }

    private static Stream<String> ofListening(Workload workload) {
        boolean listens = workload.containers()
                .flatMap(container -> each(container.path("ports")))
                .anyMatch(port -> port.path("name").asText().equals("http")
                        && port.path("containerPort").asText().equals(workload.value("BUILDEROS_PORT")));
        Stream<String> port =
                listens ? Stream.of() : Stream.of(workload + " listens on another port than it says to Kubernetes");
        Stream<String> host = workload.value("BUILDEROS_HOST").equals("0.0.0.0")
                ? Stream.of()
                : Stream.of(workload + " listens where no other pod reaches it");
        return Stream.concat(port, host);
    }

    private static Stream<String> ofService(Manifests manifests, JsonNode service) {
        return each(service.at("/spec/ports"))
                .filter(port -> manifests.workloads().stream()
                        .filter(workload -> workload.name()
                                .equals(service.at("/spec/selector/app.kubernetes.io~1name")
                                        .asText()))
                        .flatMap(Workload::containers)
                        .noneMatch(container ->
                                has(container, port.path("targetPort").asText())))
                .map(port -> id(service) + " leads to the port `"
                        + port.path("targetPort").asText() + "`, which no container has");
    }

    private static Stream<String> ofMonitor(JsonNode monitor) {
        String served = metricsPath();
        return each(monitor.at("/spec/endpoints"))
                .map(endpoint -> endpoint.path("path").asText())
                .filter(path -> !path.equals(served))
                .map(path -> id(monitor) + " reads " + path + ", metrics are at " + served);
    }

    private static String metricsPath() {
        return Tree.text("services/process/src/main/resources/META-INF/microprofile-config.properties")
                .lines()
                .filter(line -> line.startsWith("quarkus.micrometer.export.prometheus.path="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
    }

    private static boolean has(JsonNode container, String port) {
        return each(container.path("ports"))
                .anyMatch(found -> found.path("name").asText().equals(port));
    }
}
