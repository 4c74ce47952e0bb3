package dev.builderos.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Objects of Kubernetes, as they would be given to it. */
record Manifests(List<JsonNode> objects) {

    /** A workload of ours: what makes the pods of a deployable. */
    record Workload(JsonNode object) {
        String name() {
            return object.at("/metadata/name").asText();
        }

        JsonNode pod() {
            return object.at("/spec/template/spec");
        }

        JsonNode labels() {
            return object.at("/spec/template/metadata/labels");
        }

        Stream<JsonNode> containers() {
            return Stream.of("/containers", "/initContainers", "/ephemeralContainers")
                    .flatMap(kind -> each(pod().at(kind)));
        }

        Optional<JsonNode> variable(String variable) {
            return containers()
                    .flatMap(container -> each(container.path("env")))
                    .filter(env -> env.path("name").asText().equals(variable))
                    .findFirst();
        }

        /** What a variable is set to; empty where that comes from elsewhere. */
        String value(String variable) {
            return variable(variable).map(env -> env.path("value").asText()).orElse("");
        }

        @Override
        public String toString() {
            return id(object);
        }
    }

    Manifests {
        objects = List.copyOf(objects);
    }

    /** What `kubectl kustomize` makes of a directory. */
    static Manifests rendered(String overlay) {
        return of("k8s/overlays/" + overlay);
    }

    /** The same of any directory of the repository. */
    static Manifests of(String directory) {
        return new Manifests(Tree.documents(render(Tree.at(directory))));
    }

    static String render(Path directory) {
        try {
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", directory.toString())
                    .redirectError(ProcessBuilder.Redirect.PIPE)
                    .start();
            String yaml = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String complaint = new String(kubectl.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = kubectl.waitFor();
            if (status != 0 || !complaint.isBlank()) {
                throw new AssertionError(
                        "kubectl kustomize " + directory + " ends with " + status + ": " + complaint
                                + "\nA kubectl older than 1.27, as Debian 12 has, does not know all that the manifests use; CONTRIBUTING.md says where there is a newer one.");
            }
            return yaml;
        } catch (IOException missing) {
            throw new AssertionError(
                    "kubectl 1.27 or newer is needed to render the manifests; CONTRIBUTING.md says where it is",
                    missing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Stream<JsonNode> all(String kind) {
        return objects.stream().filter(object -> kind(object).equals(kind));
    }

    Optional<JsonNode> find(String kind, String name) {
        return all(kind)
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst();
    }

    List<Workload> workloads() {
        return Stream.concat(all("Deployment"), all("StatefulSet"))
                .map(Workload::new)
                .toList();
    }

    static String kind(JsonNode object) {
        return object.path("kind").asText();
    }

    static String id(JsonNode object) {
        return kind(object) + "/" + object.at("/metadata/name").asText();
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static Stream<String> texts(JsonNode array) {
        return each(array).map(JsonNode::asText);
    }
}
