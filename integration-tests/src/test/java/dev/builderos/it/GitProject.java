package dev.builderos.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A user's repository, with a bare one beside it as its remote. */
record GitProject(Path root) {
    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              builder:
                tools: [fs.read, fs.write, shell.exec, git.commit]
                paths: { read: ["**"], write: ["src/**", "plan.md"], deny: [".git/**"] }
              pipeline:
                tools: [shell.exec, git.*, deploy.*, verify.http]
                network: { allow: ["127.0.0.1"] }
            rules:
              - id: prod-deploy
                on: deploy.release
                when: env == "prod"
                ask: { approvals: 1, from: [Owner] }
            """;

    /** An empty repository. */
    static GitProject empty(Path root) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        GitProject project = new GitProject(root);
        project.git("init", "--quiet", "--initial-branch=main");
        return project;
    }

    /** A committed project with these steps as its pipeline {@code test}. */
    static GitProject with(Path root, String steps) {
        GitProject project = empty(root);
        project.write("builderos.yaml", """
                kind: builderos/project@v1
                name: %s
                environments:
                  dev:  { deploy: local, command: java Service.java }
                  prod: { deploy: local, command: java Service.java, protected: true }
                git: { provider: local, default_branch: main }
                """.formatted(root.getFileName()));
        project.write("builderos.policy.yaml", POLICY);
        project.write(".gitignore", ".builderos/\n");
        project.write("Service.java", SERVICE);
        project.pipeline(steps);
        project.commit("start");
        return project;
    }

    /** Puts these steps in place of the pipeline {@code test}. */
    void pipeline(String steps) {
        write("ship/test.yaml", "kind: builderos/pipeline@v1\nname: test\nversion: 1.0.0\nsteps:\n" + steps.indent(2));
    }

    void write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void commit(String message) {
        git("add", "--all");
        git("-c", "user.name=It", "-c", "user.email=it@example.com", "commit", "--quiet", "-m", message);
    }

    /** Makes the bare repository, names it {@code origin}, and pushes. */
    Path addRemote() {
        Path remote = root.resolveSibling(root.getFileName() + ".git");
        git("init", "--quiet", "--bare", "--initial-branch=main", remote.toString());
        git("remote", "add", "origin", remote.toString());
        git("push", "--quiet", "origin", "main");
        return remote;
    }

    String git(String... arguments) {
        return git(root, arguments);
    }

    /** What git says; it must not complain. */
    static String git(Path in, String... arguments) {
        List<String> words = new ArrayList<>(List.of("git"));
        words.addAll(List.of(arguments));
        Command.Outcome outcome = Command.start(
                        words,
                        in,
                        Map.of(
                                "PATH",
                                System.getenv("PATH"),
                                "GIT_CONFIG_GLOBAL",
                                "/dev/null",
                                "GIT_CONFIG_NOSYSTEM",
                                "1"))
                .end();
        if (outcome.exitCode() != 0) {
            throw new AssertionError(words + " " + outcome.all());
        }
        return outcome.out();
    }

    private static final String SERVICE = """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetAddress;
            import java.net.InetSocketAddress;

            void main() throws Exception {
                int port = Integer.parseInt(System.getenv("PORT"));
                HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
                http.createContext("/", exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
                http.start();
            }
            """;
}
