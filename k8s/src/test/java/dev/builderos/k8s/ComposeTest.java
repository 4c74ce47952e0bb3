package dev.builderos.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yaml} names only what is there, as far as that can be told without Docker. */
class ComposeTest {
    private static final Set<String> FIELDS = Set.of(
            "image",
            "command",
            "entrypoint",
            "environment",
            "secrets",
            "configs",
            "volumes",
            "ports",
            "networks",
            "depends_on",
            "healthcheck",
            "restart",
            "read_only",
            "tmpfs",
            "user",
            "cap_drop",
            "security_opt");

    private static final Pattern PINNED = Pattern.compile("[a-z/]+:[0-9]+\\.[0-9][0-9a-z.-]*");

    private static JsonNode compose() {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Map<String, Object> file = new Yaml(new SafeConstructor(strict)).load(Tree.text("docker-compose.yaml"));
        return new ObjectMapper().valueToTree(file);
    }

    private static List<String> problems(JsonNode compose) {
        List<String> problems = new ArrayList<>();
        JsonNode services = compose.path("services");
        services.properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode service = entry.getValue();
            service.fieldNames().forEachRemaining(field -> {
                if (!FIELDS.contains(field)) {
                    problems.add(name + " has a field `" + field + "` that is not known here");
                }
            });
            if (!PINNED.matcher(service.path("image").asText()).matches()) {
                problems.add(name + " runs " + service.path("image").asText() + ", which is not pinned");
            }
            service.path("depends_on").properties().forEach(other -> {
                JsonNode there = services.path(other.getKey());
                boolean healthy = other.getValue().path("condition").asText().equals("service_healthy");
                if (there.isMissingNode() || (healthy && !there.has("healthcheck"))) {
                    problems.add(name + " waits for " + other.getKey() + ", which never says that it is ready");
                }
            });
            for (String kind : List.of("secrets", "configs")) {
                Manifests.each(service.path(kind))
                        .map(used -> used.isTextual()
                                ? used.asText()
                                : used.path("source").asText())
                        .filter(used -> !compose.path(kind).has(used))
                        .forEach(used -> problems.add(name + " names `" + used + "`, which is none of the " + kind));
            }
            Manifests.texts(service.path("volumes"))
                    .filter(volume -> !volume.startsWith("$"))
                    .map(volume -> volume.substring(0, volume.indexOf(':')))
                    .filter(volume -> !compose.path("volumes").has(volume))
                    .forEach(volume -> problems.add(name + " mounts `" + volume + "`, which is no volume"));
            if (Tree.DEPLOYABLES.contains(name)) {
                ofDeployable(services, name, service, problems);
            }
        });
        compose.path("configs").forEach(config -> {
            String file = config.path("file").asText();
            if (!file.isEmpty() && !Tree.at(file).toFile().isFile()) {
                problems.add("there is no file " + file);
            }
        });
        Tree.DEPLOYABLES.stream()
                .filter(deployable -> !services.has(deployable))
                .forEach(deployable -> problems.add(deployable + " does not run"));
        return problems;
    }

    private static void ofDeployable(JsonNode services, String name, JsonNode service, List<String> problems) {
        JsonNode environment = service.path("environment");
        Set<String> read = Settings.read(name);
        Stream.of(environment.properties())
                .flatMap(Set::stream)
                .map(Map.Entry::getKey)
                .filter(variable -> !read.contains(variable))
                .forEach(variable -> problems.add(name + " sets " + variable + ", which nothing reads"));
        for (String url : List.of("BUILDEROS_BUS_URL", "BUILDEROS_DATABASE_URL", "BUILDEROS_SIGN_ON_ISSUER")) {
            if (environment.has(url)) {
                String host = URI.create(environment.path(url).asText()).getHost();
                boolean alias = Manifests.each(services)
                        .flatMap(other -> Manifests.texts(other.at("/networks/default/aliases")))
                        .anyMatch(host::equals);
                if (!services.has(host) && !alias) {
                    problems.add(name + ": " + url + " points to " + host + ", which is no service");
                }
            }
        }
        environment.properties().forEach(variable -> {
            String file = variable.getValue().asText();
            if (variable.getKey().endsWith("_FILE")
                    && Manifests.texts(service.path("secrets"))
                            .noneMatch(secret -> file.equals("/run/secrets/" + secret))) {
                problems.add(name + " reads " + file + ", which is not mounted");
            }
        });
        if (!service.path("image").asText().equals("builderos/" + name + ":" + Images.version())) {
            problems.add(name + " runs " + service.path("image").asText());
        }
        if (!environment.path("BUILDEROS_BUS_USER").asText().equals(name)) {
            problems.add(name + " is another user on the bus");
        }
        String port = environment.path("BUILDEROS_PORT").asText();
        Manifests.texts(service.path("ports"))
                .filter(published -> !published.endsWith(":" + port))
                .forEach(published -> problems.add(name + " publishes " + published + " and listens on " + port));
        if (!service.at("/healthcheck/test").toString().contains("/127.0.0.1/" + port + " ")) {
            problems.add(name + " is asked at another port than it listens on");
        }
    }

    @Test
    void everythingNamedIsThere() {
        assertThat(problems(compose())).isEmpty();
    }

    /** What is said here for Docker is said for Kubernetes as well: one set of settings. */
    @Test
    void settingsAreThoseOfTheCluster() {
        Manifests cluster = Manifests.rendered("dev");
        JsonNode services = compose().path("services");

        assertThat(cluster.workloads())
                .hasSize(4)
                .allSatisfy(workload -> assertThat(services.at("/" + workload.name() + "/environment")
                                .fieldNames())
                        .toIterable()
                        .isNotEmpty()
                        .allSatisfy(name ->
                                assertThat(workload.variable(name)).as(name).isPresent()));
    }

    private static List<String> spoilt(Consumer<ObjectNode> spoil) {
        ObjectNode compose = (ObjectNode) compose();
        spoil.accept((ObjectNode) compose.at("/services/registry"));
        return problems(compose);
    }

    /** Each kind of mistake is seen to be found. */
    @Test
    void whatIsWrongIsFound() {
        assertThat(spoilt(registry -> registry.put("hostname", "x"))).anyMatch(it -> it.contains("`hostname`"));
        assertThat(spoilt(registry -> registry.put("image", "builderos/registry:latest")))
                .anyMatch(it -> it.contains("not pinned"));
        assertThat(spoilt(registry -> registry.remove("healthcheck")))
                .anyMatch(it -> it.contains("waits for registry"));
        assertThat(spoilt(registry -> registry.withArray("secrets").add("other")))
                .anyMatch(it -> it.contains("none of the secrets"));
        assertThat(spoilt(registry -> registry.withObject("/environment").put("BUILDEROS_BUS_URI", "x")))
                .anyMatch(it -> it.contains("which nothing reads"));
        assertThat(spoilt(registry -> registry.withObject("/environment").put("BUILDEROS_BUS_URL", "nats://bus:4222")))
                .anyMatch(it -> it.contains("which is no service"));
        assertThat(spoilt(registry -> registry.withObject("/environment").put("BUILDEROS_PORT", "8081")))
                .anyMatch(it -> it.contains("another port"));
        assertThat(spoilt(registry -> registry.withObject("/environment").put("BUILDEROS_BUS_PASSWORD_FILE", "/x")))
                .anyMatch(it -> it.contains("not mounted"));
    }
}
