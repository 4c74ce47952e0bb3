package dev.builderos.connectors.deploy;

import dev.builderos.sandbox.DetachedSandbox;
import dev.builderos.sandbox.Jdk;
import dev.builderos.sandbox.NetworkAccess;
import dev.builderos.sandbox.SandboxCommand;
import dev.builderos.sandbox.SandboxUnavailable;
import dev.builderos.sandbox.WorkspaceAccess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The running process tree of a release, known only by the files in its directory, so that any later process of ours can find
 * it.
 *
 * @param directory the service's own
 */
record Service(Path directory) {
    private static final int TAIL_BYTES = 4_000;
    private static final int TAIL_LINES = 40;
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Starts it; what ran in this directory before must have been stopped. */
    void start(Path files, String command, Map<String, String> environment) throws IOException, SandboxUnavailable {
        Files.createDirectories(directory);
        var sandboxed = SandboxCommand.of(List.of("/bin/sh", "-c", command), files)
                .withAccess(WorkspaceAccess.READ_ONLY)
                .withNetwork(NetworkAccess.HOST_LOOPBACK_LISTEN)
                .withEnvironment(environment)
                .withJdk(Jdk.running());
        DetachedSandbox.open().start(sandboxed, directory);
    }

    boolean isRunning() {
        return identity().filter(ServiceIdentity::isAlive).isPresent();
    }

    /** Whether this process is part of the service. */
    boolean owns(long pid) {
        return identity().filter(ServiceIdentity::isAlive).stream()
                .flatMap(each -> ProcessHandle.of(each.pid()).stream())
                .flatMap(ProcessHandle::descendants)
                .anyMatch(each -> each.pid() == pid);
    }

    /**
     * Ends it: asks its processes, then kills them. One whose start was interrupted before it left its identity will not
     * start any more.
     *
     * @return whether it was running
     */
    boolean stop() {
        try {
            // The shell opens this file after it has left its identity, and ends when the file is gone.
            Files.deleteIfExists(directory.resolve("instructions"));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        Optional<ServiceIdentity> running = identity().filter(ServiceIdentity::isAlive);
        if (running.isEmpty()) {
            return false;
        }
        ProcessHandle holder = ProcessHandle.of(running.get().pid()).orElse(null);
        if (holder == null) {
            return false;
        }
        List<ProcessHandle> tree = holder.descendants().toList();
        tree.stream().filter(Service::isConfined).forEach(ProcessHandle::destroy);
        if (!await(running.get(), GRACE)) {
            holder.destroyForcibly();
            tree.forEach(ProcessHandle::destroyForcibly);
            if (!await(running.get(), GRACE)) {
                throw new IllegalStateException("process " + running.get().pid() + " does not end");
            }
        }
        return true;
    }

    /** The end of what it printed, safe to show. */
    String tail() {
        Path output = directory.resolve(DetachedSandbox.OUTPUT);
        try (var file = new RandomAccessFile(output.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL_BYTES));
            byte[] bytes = new byte[TAIL_BYTES];
            int count = Math.max(0, file.read(bytes));
            List<String> lines =
                    new String(bytes, 0, count, StandardCharsets.UTF_8).lines().toList();
            return VisibleText.of(String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())));
        } catch (IOException absent) {
            return "";
        }
    }

    private Optional<ServiceIdentity> identity() {
        return ServiceIdentity.read(directory.resolve(DetachedSandbox.IDENTITY));
    }

    /** The sandbox itself would take the tree down at once, without letting it end in order. */
    private static boolean isConfined(ProcessHandle process) {
        return !comm(process.pid()).equals("bwrap")
                && process.parent().map(parent -> isBelowSandbox(parent)).orElse(false);
    }

    private static boolean isBelowSandbox(ProcessHandle process) {
        return comm(process.pid()).equals("bwrap")
                || process.parent().map(Service::isBelowSandbox).orElse(false);
    }

    private static String comm(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "comm"))
                    .strip();
        } catch (IOException gone) {
            return "";
        }
    }

    private static boolean await(ServiceIdentity identity, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        boolean interrupted = false;
        try {
            while (identity.isAlive()) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(10);
                } catch (InterruptedException later) {
                    // Stopping is bounded, and half a stop helps nobody.
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
