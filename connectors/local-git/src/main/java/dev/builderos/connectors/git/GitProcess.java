package dev.builderos.connectors.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Runs one git process to its end, bounded in time and output. */
final class GitProcess {
    private static final int ERROR_LIMIT = 2_000;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Executor READERS = Thread::startVirtualThread;

    private GitProcess() {}

    static Git.Answer run(
            List<String> command,
            Map<String, String> environment,
            Path directory,
            byte[] input,
            int limit,
            Duration timeout) {
        Process process = start(command, environment, directory);
        try {
            var output = CompletableFuture.supplyAsync(() -> read(process.getInputStream(), limit, process), READERS);
            var errors =
                    CompletableFuture.supplyAsync(() -> read(process.getErrorStream(), 64 * 1024, process), READERS);
            var fed = CompletableFuture.runAsync(() -> feed(process, input), READERS);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GitFailure(GitFailure.Reason.TIMEOUT, "git did not end within " + timeout.toSeconds() + " s");
            }
            fed.get();
            Output said = output.get();
            // A process that was stopped because its output was enough did what was asked for.
            int status = said.truncated() ? 0 : process.exitValue();
            return new Git.Answer(status, said.text(), said.truncated(), trimmed(errors.get()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GitFailure(GitFailure.Reason.INTERRUPTED, "git was interrupted");
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } finally {
            end(process);
        }
    }

    /** A git that is killed leaves its locks behind for ever; one that is asked to end removes them first. */
    private static void end(Process process) {
        List<ProcessHandle> helpers = process.descendants().toList();
        if (process.isAlive()) {
            process.destroy();
            boolean interrupted = Thread.interrupted();
            try {
                process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException again) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        helpers.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Process start(List<String> command, Map<String, String> environment, Path directory) {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException notStarted) {
            throw new GitFailure(
                    GitFailure.Reason.MISSING,
                    "git does not run here (is it installed, 2.38 or newer?): " + notStarted.getMessage());
        }
    }

    private record Output(String text, boolean truncated) {}

    private static Output read(InputStream stream, int limit, Process process) {
        var kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        try (stream) {
            int count = stream.read(buffer);
            while (count >= 0) {
                int room = limit - kept.size();
                kept.write(buffer, 0, Math.min(room, count));
                if (count > room) {
                    process.destroy();
                    return new Output(kept.toString(StandardCharsets.UTF_8), true);
                }
                count = stream.read(buffer);
            }
        } catch (IOException closed) {
            // The process is gone: what was read is what there is.
        }
        return new Output(kept.toString(StandardCharsets.UTF_8), false);
    }

    private static void feed(Process process, byte[] input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException notRead) {
            // A command that does not read its input says by its status what it made of it.
        }
    }

    private static String trimmed(Output errors) {
        String text = errors.text()
                .strip()
                .replaceAll("[\\p{Cntrl}&&[^\n]]", " ")
                .replaceAll("(?m)^hint: .*\n?", "")
                .strip();
        return text.length() <= ERROR_LIMIT ? text : text.substring(0, ERROR_LIMIT) + "…";
    }
}
