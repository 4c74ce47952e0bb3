package dev.builderos.k8s;

import dev.builderos.k8s.Manifests.Workload;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every image is one of ours, of this version, and every deployable runs. */
final class Images {
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>builderos-parent</artifactId>\\s*<version>([^<]+)<");

    private Images() {}

    static Stream<String> problems(Manifests manifests) {
        String version = version();
        Stream<String> foreign = manifests.workloads().stream()
                .flatMap(workload -> workload.containers()
                        .map(container -> container.path("image").asText())
                        .filter(image -> !image.endsWith("builderos/" + workload.name() + ":" + version)
                                || !Files.exists(Tree.at("deployables/" + workload.name() + "/pom.xml")))
                        .map(image -> workload + " runs " + image + ", which is not made here"));
        List<String> running =
                manifests.workloads().stream().map(Workload::name).toList();
        Stream<String> missing = Tree.DEPLOYABLES.stream()
                .filter(deployable -> !running.contains(deployable))
                .map(deployable -> deployable + " does not run");
        return Stream.concat(foreign, missing);
    }

    static String version() {
        var matcher = VERSION.matcher(Tree.text("pom.xml"));
        if (!matcher.find()) {
            throw new IllegalStateException("the pom names no version");
        }
        return matcher.group(1);
    }
}
