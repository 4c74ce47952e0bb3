package dev.builderos.connectors.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A repository as a user has it, made with plain git. */
record Repository(Path directory) {

    static Repository create(Path directory) throws IOException {
        Files.createDirectories(directory);
        var repository = new Repository(directory);
        repository.git("init", "--quiet", "--initial-branch=main");
        repository.git("config", "user.name", "Ada");
        repository.git("config", "user.email", "ada@example.com");
        repository.write("README.md", "hello\n");
        repository.commit("first");
        return repository;
    }

    Path write(String path, String content) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    String commit(String message) {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return head();
    }

    String head() {
        return git("rev-parse", "HEAD");
    }

    String git(String... arguments) {
        return git(directory, arguments);
    }

    static String git(Path directory, String... arguments) {
        var command = new ArrayList<String>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }
}
