package dev.builderos.cli.demo;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A new git repository with a bare remote beside it. */
public record ScratchRepository(Path root) {

    /** Makes both; the directory must not exist. */
    public static ScratchRepository create(Path root) throws IOException {
        if (Files.exists(root)) {
            throw new CliFailure(ExitCode.USAGE, root + " exists already; name a new directory with --dir");
        }
        Files.createDirectories(root);
        Path remote = root.resolveSibling(root.getFileName() + ".git");
        ScratchRepository repository = new ScratchRepository(root);
        repository.git("init", "-q", "-b", "main");
        repository.git("init", "-q", "--bare", "-b", "main", remote.toString());
        repository.git("remote", "add", "origin", remote.toString());
        repository.git("config", "user.name", "BuilderOS demo");
        repository.git("config", "user.email", "demo@localhost");
        return repository;
    }

    public void commitAndPush(String message) throws IOException {
        git("add", "-A");
        git("commit", "-q", "-m", message);
        git("push", "-q", "-u", "origin", "main");
    }

    private void git(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git;
        try {
            git = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "git is needed and not installed", "apt install git");
        }
        String said;
        try (InputStream out = git.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        try {
            if (git.waitFor() != 0) {
                throw new CliFailure(
                        ExitCode.FAILED,
                        "`" + String.join(" ", command) + "` failed",
                        said.lines().toList());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git worked", e);
        }
    }
}
