package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Starts every process from one thread that lives as long as the JVM.
 *
 * <p>Linux delivers the parent-death signal ({@code bwrap --die-with-parent}) when the <em>thread</em> that started the
 * process ends, not the process. Started from a pool thread or the carrier of a virtual thread, a command would be killed
 * whenever that thread retires.
 */
final class ProcessLauncher {

    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("sandbox-launcher").factory());

    private ProcessLauncher() {}

    /** Starts a process with exactly this environment. */
    static Process start(List<String> argv, Map<String, String> environment, @Nullable Path directory)
            throws IOException {
        var starting = THREAD.submit(() -> {
            var builder = new ProcessBuilder(argv);
            builder.environment().clear();
            builder.environment().putAll(environment);
            if (directory != null) {
                builder.directory(directory.toFile());
            }
            return builder.start();
        });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return starting.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    if (failed.getCause() instanceof IOException notStarted) {
                        throw notStarted;
                    }
                    throw new IllegalStateException(failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
