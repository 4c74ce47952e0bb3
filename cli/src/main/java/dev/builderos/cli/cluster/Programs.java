package dev.builderos.cli.cluster;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.server.Detached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The programs that the members of a cluster are. */
final class Programs {
    /** What the launcher hands over: the start of a service's command, where services lie, and the laptop's server. */
    private static final String SERVICE = "BUILDEROS_SERVICE_COMMAND";

    /** Stands in a service's command for its name. */
    private static final String NAME = "{service}";

    private static final String SERVICES = "BUILDEROS_SERVICES";
    private static final String SERVER = "BUILDEROS_SERVER_COMMAND";

    private final Detached detached;
    private final String services;

    Programs(Map<String, String> environment) {
        this.detached = new Detached(environment);
        this.services = environment.getOrDefault(SERVICES, "");
    }

    /** The database of the laptop's server, alone. It is no service, and has no file of one. */
    List<String> database() {
        return java(
                words(SERVICE).stream().filter(word -> !word.contains(NAME)),
                words(SERVER).getLast(),
                "database");
    }

    List<String> service(String name) {
        return java(
                words(SERVICE).stream().map(word -> word.replace(NAME, name)),
                Path.of(services, name, "target", "quarkus-app", "quarkus-run.jar")
                        .toString());
    }

    private static List<String> java(Stream<String> start, String jar, String... arguments) {
        return Stream.of(start, Stream.of("-jar", jar), Stream.of(arguments))
                .flatMap(words -> words)
                .toList();
    }

    List<String> nats(Path configuration) {
        Path program = detached.find("nats-server", "/usr/sbin", System.getProperty("user.home") + "/.builderos/bin")
                .orElseThrow(() -> new CliFailure(
                        ExitCode.UNREACHABLE,
                        "nats-server is not on this machine, and a cluster's services speak over it",
                        "install it:  apt install nats-server   (or brew install nats-server)",
                        "or put the program into ~/.builderos/bin"));
        return List.of(program.toString(), "-c", configuration.toString());
    }

    /** Keycloak from its distribution, which the launcher has prepared. */
    List<String> keycloak() throws IOException {
        Path built = Path.of(services, "keycloak", "target");
        try (Stream<Path> files = Files.exists(built) ? Files.list(built) : Stream.empty()) {
            Path distribution = files.filter(file -> Files.exists(file.resolve("optimized")))
                    .findFirst()
                    .orElseThrow(() -> new CliFailure(
                            ExitCode.UNREACHABLE,
                            "Keycloak, where people sign on, is not there",
                            "use the launcher, which fetches it:  ./builderos cluster up",
                            "or do without:  builderos cluster up --sign-on none"));
            return List.of(
                    distribution.resolve("bin").resolve("kc.sh").toString(), "start", "--optimized", "--import-realm");
        }
    }

    private List<String> words(String variable) {
        return detached.command(variable)
                .orElseThrow(() -> new CliFailure(
                        ExitCode.UNREACHABLE,
                        "this program does not know where the services of a cluster are",
                        "use the launcher, which tells it:  ./builderos cluster up"));
    }
}
