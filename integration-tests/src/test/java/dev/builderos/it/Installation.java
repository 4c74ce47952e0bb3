package dev.builderos.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * BuilderOS on a machine: the built programs, a home directory, and the server that the command line starts in it. Closing it
 * stops the deployed services, the server and its database, and takes the directory away.
 */
final class Installation implements AutoCloseable {
    private static final Duration STOPPED = Duration.ofSeconds(60);
    private static final String WORD_SEPARATOR = "\u001f";
    private static final String ASK_FLAGS = """
            eval "$(sed -n '/^COMMON_FLAGS=/,/^case /{/^case /!p;}' "$1")"
            printf '%s\\n' "${SERVER_FLAGS[@]}"
            echo
            printf '%s\\n' "${SERVICE_FLAGS[@]}"
            """;

    private static final List<String> SAID_FLAGS = launcherFlags();
    private static final List<String> LAUNCHER_FLAGS = SAID_FLAGS.subList(0, SAID_FLAGS.indexOf(""));
    private static final List<String> SERVICE_FLAGS = SAID_FLAGS.subList(SAID_FLAGS.indexOf("") + 1, SAID_FLAGS.size());
    private static final List<String> CLI_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1");

    private final Path directory;
    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();

    private Installation(Path directory) {
        this.directory = directory;
        this.home = directory.resolve("home");
        Path jdk = Path.of(System.getProperty("java.home"));
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("BUILDEROS_HOME", home.toString());
        mountForServer("");
        environment.put("BUILDEROS_SERVICE_COMMAND", String.join(WORD_SEPARATOR, serviceCommand()));
        environment.put("BUILDEROS_SERVICES", built("deployables").toString());
        environment.put("NO_COLOR", "1");
        environment.put("HOME", directory.toString());
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("PATH", System.getenv("PATH"));
    }

    /** A fresh one, with nothing running. */
    static Installation fresh() {
        try {
            return new Installation(Files.createTempDirectory("builderos-it").toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The words that start the server, with the flags the launcher gives, and the quick compiler only: the launcher's start-up
     * cache is not made for tests, and without it the thorough one works for longer than a server takes to start.
     */
    static List<String> serverCommand() {
        Path jar = built("services/standalone/target/quarkus-app/quarkus-run.jar");
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(LAUNCHER_FLAGS);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        return command;
    }

    /** The words that services of a cluster are started with. */
    private static List<String> serviceCommand() {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(SERVICE_FLAGS);
        return command;
    }

    /** Asks the launcher itself, so that what is tested is what people run. */
    private static List<String> launcherFlags() {
        Path launcher = built("builderos");
        try {
            Process bash = new ProcessBuilder("bash", "-eu", "-c", ASK_FLAGS, "bash", launcher.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> flags = bash.inputReader().readAllLines();
            if (bash.waitFor() != 0 || !flags.contains("-XX:+UseSerialGC")) {
                throw new IllegalStateException("the launcher does not say its flags: " + flags);
            }
            return flags;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A file of the tree that is tested. */
    static Path built(String path) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("builderos")) && Files.exists(at.resolve(path))) {
                return at.resolve(path);
            }
        }
        throw new IllegalStateException(path + " is not built");
    }

    Path home() {
        return home;
    }

    /** A place for projects beside the home. */
    Path directory() {
        return directory;
    }

    /** What processes started from here find in their environment from now on. */
    void setEnvironment(String name, String value) {
        environment.put(name, value);
    }

    void unsetEnvironment(String name) {
        environment.remove(name);
    }

    /**
     * Lets servers that are started from now on see a file system of their own, changed by this shell command; empty for the
     * one that everybody sees. The change ends with the server. Only root can.
     */
    void mountForServer(String command) {
        List<String> words = new ArrayList<>();
        if (!command.isEmpty()) {
            words.addAll(List.of("unshare", "--mount", "/bin/sh", "-c", command + " && exec \"$@\"", "server"));
        }
        words.addAll(serverCommand());
        environment.put("BUILDEROS_SERVER_COMMAND", String.join(WORD_SEPARATOR, words));
    }

    /** Runs a command to its end. */
    Command.Outcome run(Path in, String... arguments) {
        return start(in, arguments).end();
    }

    /** Starts a command. */
    Command start(Path in, String... arguments) {
        return Command.start(words(arguments), in, environment);
    }

    /** Runs a command that reads this from its standard input. */
    Command.Outcome runWith(String input, Path in, String... arguments) {
        try {
            Path file = Files.createTempFile("command", ".in");
            try {
                Files.writeString(file, input);
                return Command.start(words(arguments), in, environment, file).end();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs another program to its end, in the environment that commands have here. */
    Command.Outcome runProgram(Path in, Duration longest, List<String> words) {
        return Command.start(words, in, environment).end(longest);
    }

    private List<String> words(String... arguments) {
        List<String> words = new ArrayList<>(List.of(java()));
        words.addAll(CLI_FLAGS);
        words.addAll(List.of("-Xmx256m", "-cp", built("cli/target/cli.jar").toString(), "dev.builderos.cli.Main"));
        words.addAll(List.of(arguments));
        return words;
    }

    /** The running server's process. */
    ProcessHandle server() {
        try {
            long pid = Json.read(Files.readString(home.resolve("server.json")))
                    .path("pid")
                    .asLong();
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the server, and nothing else, without a word. */
    void killServer() {
        ProcessHandle server = server();
        server.destroyForcibly();
        await().atMost(STOPPED).until(() -> !server.isAlive());
    }

    Api api() {
        return Api.of(home);
    }

    /** Processes whose command line or working directory is within this installation. */
    Stream<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(this::isOurs);
    }

    private boolean isOurs(ProcessHandle process) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try {
            return Files.readString(proc.resolve("cmdline")).contains(directory.toString())
                    || Files.readSymbolicLink(proc.resolve("cwd")).startsWith(directory);
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (Files.exists(home.resolve("server.json")) && serverRuns()) {
                stopServices();
                ProcessHandle server = server();
                server.destroy();
                await().atMost(STOPPED).until(() -> !server.isAlive());
            }
        } finally {
            processes().forEach(ProcessHandle::destroyForcibly);
            await().atMost(STOPPED).until(() -> processes().findAny().isEmpty());
            delete(directory);
        }
    }

    private boolean serverRuns() {
        try {
            return server().isAlive();
        } catch (java.util.NoSuchElementException gone) {
            return false;
        }
    }

    private void stopServices() {
        Api api = api();
        api.get("/v1/projects").path("projects").forEach(project -> {
            String name = project.path("name").asText(project.path("id").asText());
            api.get("/v1/projects/" + name + "/deployments").path("deployments").forEach(deployment -> {
                if (deployment.path("live").asBoolean()) {
                    api.send(
                            "DELETE",
                            "/v1/projects/" + name + "/deployments/"
                                    + deployment.path("environment").asText(),
                            null);
                }
            });
        });
    }

    private static void delete(Path tree) {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("left behind: " + tree, e);
        }
    }
}
