package dev.builderos.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.k8s.Manifests.Workload;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every pod is kept as Kubernetes' level "restricted" has it, with a root file system that cannot be written and no token of the
 * cluster. Runners differ in what docs/kubernetes.md says, and in nothing else.
 */
final class Isolation {
    private static final Map<String, String> POD = Map.of(
            "/automountServiceAccountToken", "false",
            "/securityContext/runAsNonRoot", "true",
            "/securityContext/seccompProfile/type", "RuntimeDefault");

    private static final Map<String, String> CONTAINER = Map.of(
            "/securityContext/allowPrivilegeEscalation", "false",
            "/securityContext/readOnlyRootFilesystem", "true",
            "/securityContext/capabilities/drop", "[\"ALL\"]");

    /** bubblewrap makes namespaces, mounts within them, and a /proc of its own. */
    private static final Map<String, String> RUNNER_POD = Map.of(
            "/hostUsers", "false",
            "/securityContext/seccompProfile/type", "Localhost",
            "/securityContext/seccompProfile/localhostProfile", "builderos/runner.json",
            "/securityContext/appArmorProfile/type", "Unconfined");

    private static final Map<String, String> RUNNER_CONTAINER = Map.of("/securityContext/procMount", "Unmasked");

    /** What nobody has, whatever it is set to. */
    private static final Set<String> POD_WITHOUT =
            Set.of("/hostNetwork", "/hostPID", "/hostIPC", "/shareProcessNamespace");

    private static final Set<String> CONTAINER_WITHOUT =
            Set.of("/securityContext/privileged", "/securityContext/capabilities/add", "/securityContext/runAsUser");

    /** What only runners have. */
    private static final Set<String> RUNNER_ONLY = Set.of(
            "/hostUsers",
            "/securityContext/appArmorProfile",
            "/securityContext/seccompProfile/localhostProfile",
            "/securityContext/procMount");

    private Isolation() {}

    static Stream<String> problems(Manifests manifests) {
        return manifests.workloads().stream().flatMap(Isolation::ofWorkload);
    }

    private static Stream<String> ofWorkload(Workload workload) {
        boolean runner = workload.name().equals("runner");
        Stream<String> pod = Stream.of(
                        differences(workload, workload.pod(), runner ? over(POD, RUNNER_POD) : POD),
                        present(workload, workload.pod(), POD_WITHOUT),
                        runner ? Stream.<String>of() : present(workload, workload.pod(), RUNNER_ONLY),
                        hostPaths(workload))
                .flatMap(problems -> problems);
        Stream<String> containers = workload.containers()
                .flatMap(container -> Stream.of(
                                differences(
                                        workload, container, runner ? over(CONTAINER, RUNNER_CONTAINER) : CONTAINER),
                                present(workload, container, CONTAINER_WITHOUT),
                                runner ? Stream.<String>of() : present(workload, container, RUNNER_ONLY))
                        .flatMap(problems -> problems));
        return Stream.concat(pod, containers);
    }

    private static Stream<String> differences(Workload workload, JsonNode from, Map<String, String> wanted) {
        return wanted.entrySet().stream()
                .filter(entry -> !said(from.at(entry.getKey())).equals(entry.getValue()))
                .map(entry -> workload + ": " + entry.getKey() + " is `" + said(from.at(entry.getKey()))
                        + "` and has to be " + entry.getValue());
    }

    private static Stream<String> present(Workload workload, JsonNode from, Set<String> without) {
        return without.stream()
                .filter(path -> !from.at(path).isMissingNode())
                .map(path -> workload + " may not have " + path);
    }

    private static Stream<String> hostPaths(Workload workload) {
        return Manifests.each(workload.pod().path("volumes"))
                .filter(volume -> volume.has("hostPath"))
                .map(volume -> workload + " mounts a directory of its node: "
                        + volume.path("name").asText());
    }

    private static String said(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static Map<String, String> over(Map<String, String> base, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(base);
        all.putAll(more);
        return all;
    }
}
