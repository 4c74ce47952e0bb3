package dev.builderos.k8s;

import static dev.builderos.k8s.Manifests.each;

import dev.builderos.bus.BusSettings;
import dev.builderos.gateway.config.GatewaySettings;
import dev.builderos.k8s.Manifests.Workload;
import dev.builderos.policy.config.AuditConfig;
import dev.builderos.process.ProcessConfig;
import dev.builderos.runner.config.RunnerConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every variable that a workload sets is one that its process reads, and it sets those that the process cannot do without. Read are
 * the settings of {@link ConfigMapping}s, by SmallRye's rule for names of variables, and what the sources say as
 * {@code "BUILDEROS_…"}.
 */
final class Settings {
    private static final Map<String, List<Class<?>>> MAPPINGS = Map.of(
            "gateway", List.of(BusSettings.class, ProcessConfig.class, GatewaySettings.class),
            "policy", List.of(BusSettings.class, ProcessConfig.class, AuditConfig.class),
            "registry", List.of(BusSettings.class, ProcessConfig.class),
            "runner", List.of(BusSettings.class, ProcessConfig.class, RunnerConfig.class));

    private static final Map<String, List<String>> SOURCES = Map.of(
            "gateway", List.of("services/process/src/main"),
            "policy", List.of("services/process/src/main"),
            "registry", List.of("services/process/src/main"),
            "runner", List.of("services/process/src/main", "secrets/src/main"));

    private static final Pattern NAMED = Pattern.compile("(?:\"|\\$\\{)(BUILDEROS_[A-Z_]+)(?:\"|:)");
    private static final Pattern SECRET = Pattern.compile("BUILDEROS_(BUS|DATABASE)_PASSWORD");

    private Settings() {}

    static Stream<String> problems(Manifests manifests) {
        return manifests.workloads().stream().flatMap(Settings::ofWorkload);
    }

    private static Stream<String> ofWorkload(Workload workload) {
        String deployable = workload.name();
        if (!Tree.DEPLOYABLES.contains(deployable)) {
            return Stream.of(workload + " is no deployable");
        }
        Set<String> read = read(deployable);
        Stream<String> unread = workload.containers()
                .flatMap(container -> each(container.path("env")))
                .map(env -> env.path("name").asText())
                .filter(name -> !read.contains(name))
                .map(name -> workload + " sets " + name + ", which nothing reads");
        Stream<String> twice = workload.containers()
                .filter(container -> each(container.path("env"))
                                .map(env -> env.path("name").asText())
                                .distinct()
                                .count()
                        != container.path("env").size())
                .map(container -> workload + " sets a variable twice");
        return Stream.of(unread, twice, ofOthers(workload), missing(workload)).flatMap(problems -> problems);
    }

    /** Variables that Kubernetes sets by itself, one for each Service, may be called as ours are. */
    private static Stream<String> ofOthers(Workload workload) {
        return workload.pod().path("enableServiceLinks").asBoolean(true)
                ? Stream.of(workload + " is told of Services by variables that may be taken for settings")
                : Stream.of();
    }

    private static Stream<String> missing(Workload workload) {
        Properties own = Tree.properties(workload.name());
        String schema = own.getProperty("builderos.process.schema");
        Stream<String> always = Stream.of(
                        "BUILDEROS_BUS_URL", "BUILDEROS_BUS_PASSWORD_FILE", "BUILDEROS_BUS_TRUSTSTORE")
                .filter(name -> workload.variable(name).isEmpty());
        Stream<String> database = Stream.of("BUILDEROS_DATABASE_URL", "BUILDEROS_DATABASE_PASSWORD_FILE")
                .filter(name -> workload.variable(name).isEmpty() == (schema != null));
        Stream<String> gateway = Stream.of("BUILDEROS_GATEWAY_TOKEN_FILE", "BUILDEROS_PUBLIC_URL")
                .filter(name ->
                        workload.variable(name).isEmpty() == workload.name().equals("gateway"));
        Stream<String> users = Stream.of(
                        workload.value("BUILDEROS_BUS_USER").equals(own.getProperty("builderos.bus.service"))
                                ? ""
                                : "BUILDEROS_BUS_USER",
                        schema == null
                                        || workload.value("BUILDEROS_DATABASE_USER")
                                                .equals(schema)
                                ? ""
                                : "BUILDEROS_DATABASE_USER")
                .filter(name -> !name.isEmpty());
        Stream<String> files = workload.containers()
                .flatMap(container -> each(container.path("env")))
                .filter(env -> env.path("name").asText().endsWith("_FILE"))
                .filter(env -> !isMounted(workload, env.path("value").asText()))
                .map(env -> env.path("name").asText());
        return Stream.of(always, database, gateway, users, files)
                .flatMap(names -> names)
                .map(name -> workload + " does not set " + name + " as it has to be");
    }

    private static boolean isMounted(Workload workload, String file) {
        return each(workload.pod().path("volumes"))
                .filter(volume -> volume.has("projected"))
                .flatMap(volume -> each(volume.at("/projected/sources")))
                .flatMap(source -> each(source.at("/secret/items")))
                .anyMatch(item -> file.equals(
                        "/etc/builderos/secrets/" + item.path("path").asText()));
    }

    /** The names of all variables that the process of a deployable reads. */
    static Set<String> read(String deployable) {
        Set<String> names = new TreeSet<>();
        MAPPINGS.get(deployable)
                .forEach(mapping -> names.addAll(names(
                        mapping, mapping.getAnnotation(ConfigMapping.class).prefix())));
        for (String folder : SOURCES.get(deployable)) {
            try (Stream<Path> files = Files.walk(Tree.at(folder))) {
                files.filter(Files::isRegularFile)
                        .flatMap(file -> NAMED.matcher(text(file)).results())
                        .map(found -> found.group(1))
                        .forEach(names::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        // As ProcessSettings.secret has it.
        names.stream()
                .filter(SECRET.asMatchPredicate())
                .map(name -> name + "_FILE")
                .toList()
                .forEach(names::add);
        return names;
    }

    private static Set<String> names(Class<?> mapping, String prefix) {
        Set<String> names = new TreeSet<>();
        for (Method method : mapping.getDeclaredMethods()) {
            String name = prefix + "." + StringUtil.skewer(method.getName());
            if (Arrays.asList(mapping.getDeclaredClasses()).contains(method.getReturnType())) {
                names.addAll(names(method.getReturnType(), name));
            } else if (!method.isDefault() && !method.isSynthetic()) {
                names.add(StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
