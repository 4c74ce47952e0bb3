package dev.builderos.cli.cluster;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that the members of a cluster are. */
final class Programs {
    /** What the launcher hands over: the start of a service's command, where services lie, and the laptop's server. */
    private static final String SERVICE = "BUILDEROS_SERVICE_COMMAND";

    private static final String SERVICES = "BUILDEROS_SERVICES";
    private static final String SERVER = "BUILDEROS_SERVER_COMMAND";

    private final Map<String, String> environment;

    Programs(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The database of the laptop's server, alone. */
    List<String> database() {
        List<String> command = words(SERVICE);
        command.add("-jar");
        command.add(words(SERVER).getLast());
        command.add("database");
        return command;
    }

    List<String> service(String name) {
        List<String> command = words(SERVICE);
        command.add("-jar");
        command.add(Path.of(stated(SERVICES), name, "target", "quarkus-app", "quarkus-run.jar")
                .toString());
        return command;
    }

    List<String> nats(Path configuration) {
        String program = Stream.concat(
                        Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                                .filter(directory -> !directory.isEmpty()),
                        Stream.of("/usr/sbin", System.getProperty("user.home") + "/.builderos/bin"))
                .map(directory -> Path.of(directory, "nats-server"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new CliFailure(
                        ExitCode.UNREACHABLE,
                        "nats-server is not on this machine, and a cluster's services speak over it",
                        "install it:  apt install nats-server   (or brew install nats-server)",
                        "or put the program into ~/.builderos/bin"));
        return List.of(program, "-c", configuration.toString());
    }

    /** What is started goes on when the terminal is closed, or sends Ctrl-C to everything started from it. */
    List<String> detached(List<String> command) {
        Optional<Path> setsid = Arrays.stream(
                        environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "setsid"))
                .filter(Files::isExecutable)
                .findFirst();
        List<String> words = new ArrayList<>();
        setsid.map(Path::toString).ifPresent(words::add);
        words.addAll(command);
        return words;
    }

    private List<String> words(String variable) {
        return new ArrayList<>(Arrays.asList(stated(variable).split("\u001f", -1)));
    }

    private String stated(String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isBlank()) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE,
                    "this program does not know where the services of a cluster are",
                    "use the launcher, which tells it:  ./builderos cluster up");
        }
        return value;
    }
}
