package dev.builderos.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs PostgreSQL's own programs. PostgreSQL refuses to run as root; for root they run in a user namespace of their own, in
 * which they are nobody while their files stay root's.
 */
final class PostgresPrograms {
    private static final Duration START_WAIT = Duration.ofSeconds(60);
    private static final Duration STOP_WAIT = Duration.ofSeconds(30);
    private static final Duration SLACK = Duration.ofSeconds(15);

    private final Path bin;
    private final List<String> prefix;

    private PostgresPrograms(Path bin, List<String> prefix) {
        this.bin = bin;
        this.prefix = prefix;
    }

    static PostgresPrograms of(Path unpacked) throws IOException {
        Path bin = unpacked.resolve("bin");
        boolean root = Files.getAttribute(bin, "unix:uid").equals(0);
        return root ? inUserNamespace(bin) : new PostgresPrograms(bin, List.of());
    }

    private static PostgresPrograms inUserNamespace(Path bin) throws IOException {
        PostgresPrograms programs = new PostgresPrograms(bin, List.of("unshare", "-U"));
        try {
            if (programs.run(List.of(bin.resolve("postgres").toString(), "--version"), SLACK)
                    .succeeded()) {
                return programs;
            }
        } catch (IOException unshareIsMissing) {
            throw rootIsRefused(unshareIsMissing);
        }
        throw rootIsRefused(null);
    }

    private static StartFailure rootIsRefused(@Nullable Throwable cause) {
        return new StartFailure(
                StartFailure.Reason.DATABASE_BROKEN,
                "PostgreSQL refuses to run as root, and this machine allows no user namespace (`unshare -U`)."
                        + " Start BuilderOS as a normal user.",
                cause);
    }

    Outcome initdb(Path data, String user, Path passwordFile) throws IOException {
        return run(
                List.of(
                        bin.resolve("initdb").toString(),
                        "-D",
                        data.toString(),
                        "-U",
                        user,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--data-checksums",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"),
                START_WAIT);
    }

    /** Starts a server in a session of its own, so that Ctrl-C in our terminal does not reach it before us. */
    Outcome start(Path data, Path log, List<String> settings) throws IOException {
        String options = settings.stream().map(setting -> "-c " + setting).collect(Collectors.joining(" "));
        return run(
                List.of(
                        bin.resolve("pg_ctl").toString(),
                        "start",
                        "-w",
                        "-t",
                        String.valueOf(START_WAIT.toSeconds()),
                        "-D",
                        data.toString(),
                        "-l",
                        log.toString(),
                        "-o",
                        options),
                START_WAIT.plus(SLACK));
    }

    /** Disconnects all clients, writes everything down, and ends. */
    Outcome stop(Path data) throws IOException {
        return run(
                List.of(
                        bin.resolve("pg_ctl").toString(),
                        "stop",
                        "-w",
                        "-m",
                        "fast",
                        "-t",
                        String.valueOf(STOP_WAIT.toSeconds()),
                        "-D",
                        data.toString()),
                STOP_WAIT.plus(SLACK));
    }

    private Outcome run(List<String> command, Duration limit) throws IOException {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(command);
        Path output = Files.createTempFile("builderos", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Outcome(ended && process.exitValue() == 0, Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL's programs ran", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    record Outcome(boolean succeeded, String output) {
        String lastLine() {
            return output.lines().filter(line -> !line.isBlank()).reduce("it says nothing", (before, line) -> line);
        }
    }
}
