package dev.builderos.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/** Everything that runs says what it needs and how much it may take, and no temporary directory holds more than its pod may. */
final class Limits {
    private static final List<String> OURS = List.of("cpu", "memory", "ephemeral-storage");
    private static final List<String> OTHERS = List.of("cpu", "memory");

    private Limits() {}

    static Stream<String> problems(Manifests manifests) {
        Stream<String> containers = manifests.workloads().stream()
                .flatMap(workload -> workload.containers()
                        .flatMap(container -> of(workload.toString(), container.path("resources"), OURS)));
        Stream<String> operated = Stream.of("Cluster", "Keycloak")
                .flatMap(manifests::all)
                .flatMap(object -> of(Manifests.id(object), object.at("/spec/resources"), OTHERS));
        Stream<String> directories = manifests.workloads().stream()
                .filter(workload -> Manifests.each(workload.pod().path("volumes"))
                                .filter(volume -> volume.has("emptyDir"))
                                .map(volume -> amount(volume.at("/emptyDir/sizeLimit")))
                                .reduce(BigDecimal.ZERO, BigDecimal::add)
                                .compareTo(workload.containers()
                                        .map(container -> amount(container.at("/resources/limits/ephemeral-storage")))
                                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                        > 0)
                .map(workload -> workload + " is ended before its temporary directories are full");
        return Stream.of(containers, operated, directories).flatMap(problems -> problems);
    }

    private static Stream<String> of(String what, JsonNode resources, List<String> wanted) {
        return wanted.stream().flatMap(name -> {
            JsonNode request = resources.at("/requests/" + name);
            JsonNode limit = resources.at("/limits/" + name);
            if (request.isMissingNode() || limit.isMissingNode()) {
                return Stream.of(what + " has no request or no limit of " + name);
            }
            return amount(request).compareTo(amount(limit)) > 0
                    ? Stream.of(what + " asks for more " + name + " than it may have")
                    : Stream.of();
        });
    }

    /** What is not said is without end. */
    private static BigDecimal amount(JsonNode quantity) {
        return quantity.isMissingNode()
                ? BigDecimal.valueOf(Long.MAX_VALUE)
                : Quantity.getAmountInBytes(new Quantity(quantity.asText()));
    }
}
