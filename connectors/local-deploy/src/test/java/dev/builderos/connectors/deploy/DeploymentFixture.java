package dev.builderos.connectors.deploy;

import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EnvironmentSettings;
import dev.builderos.connectors.EnvironmentSettings.Protection;
import dev.builderos.connectors.git.RunWorkspace;
import dev.builderos.connectors.git.RunWorkspaces;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A repository with a small web service, a run on it, and a server's state directory. */
final class DeploymentFixture {
    static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
    static final ProjectId PROJECT = new ProjectId("hello");
    static final String COMMAND = "exec java -Xshare:auto -XX:TieredStopAtLevel=1 Main.java";
    private static final String MAIN = """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;
            import java.nio.file.Files;
            import java.nio.file.Path;

            void main() throws Exception {
                byte[] version = Files.readAllBytes(Path.of("version.txt"));
                var server = HttpServer.create(
                        new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
                server.createContext("/", exchange -> {
                    exchange.sendResponseHeaders(200, version.length);
                    exchange.getResponseBody().write(version);
                    exchange.close();
                });
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("ended in order")));
                server.start();
                System.out.println("serving " + System.getenv("BUILDEROS_RELEASE") + " in " + System.getenv("BUILDEROS_ENV"));
            }
            """;

    private final RunWorkspaces workspaces = new RunWorkspaces();
    final Path repository;
    final Path state;
    final RunWorkspace run;

    DeploymentFixture(Path directory) throws IOException {
        repository = Files.createDirectory(directory.resolve("repo"));
        state = directory.resolve("state");
        git("init", "--quiet", "--initial-branch=main");
        Files.writeString(repository.resolve("Main.java"), MAIN);
        Files.writeString(repository.resolve("version.txt"), "v0");
        git("add", "--all");
        git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "-m", "first");
        run = workspaces.openRun(repository, RUN, directory.resolve("run"));
    }

    /** Commits another version of the service. */
    String version(String version) throws IOException {
        return change("version.txt", version);
    }

    /** Commits a service that prints and ends. */
    String broken() throws IOException {
        return change("Main.java", "void main() { System.out.println(\"no \\u001b[31mluck\"); System.exit(3); }");
    }

    private String change(String file, String content) throws IOException {
        Files.writeString(run.root().directory().resolve(file), content);
        return workspaces
                .checkpoint(run.root(), RUN, new StepId("build"), "change", List.of())
                .orElseThrow();
    }

    EffectContext context(String key, String environment) {
        return context(key, environment, null, COMMAND, Protection.OPEN);
    }

    EffectContext context(
            String key, String environment, @Nullable Integer port, String command, Protection protection) {
        return new EffectContext(
                RUN,
                new StepId("release"),
                key,
                PROJECT,
                repository,
                run.root().directory(),
                run.branch(),
                run.baseCommit(),
                new EnvironmentSettings(environment, "local", command, port, "/health", protection),
                "origin",
                "main",
                List.of(),
                state,
                line -> {});
    }

    /** What the service answers, or why it does not. */
    static String get(String url) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url + "/health")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException refused) {
            return "nothing";
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private void git(String... arguments) throws IOException {
        var command = new java.util.ArrayList<String>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(repository.toFile())
                .inheritIO()
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(command);
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
