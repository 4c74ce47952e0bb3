package dev.builderos.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The server process of one data directory, as {@code postmaster.pid} and the process table tell. */
final class Postmaster {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final PostgresPrograms programs;
    private final Path data;
    private final Path pidFile;

    Postmaster(PostgresPrograms programs, Path data) {
        this.programs = programs;
        this.data = data;
        this.pidFile = data.resolve("postmaster.pid");
    }

    /** Whether the server of this directory runs; a process that merely got its number, or a dead one, is not it. */
    boolean runs() throws IOException {
        return process().isPresent();
    }

    /**
     * Stops the server if it runs, waits until none of its processes works on the data any more, and removes the pid file of
     * a dead one. Without this wait a second server could write to the same files.
     */
    void clearAway() throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        if (runs() && !programs.stop(data).succeeded() && runs()) {
            throw new StartFailure(
                    StartFailure.Reason.DATABASE_BROKEN,
                    "A PostgreSQL server still works on " + data + " and does not stop. End it (its process id is in "
                            + pidFile + ") and start again.");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (someoneWorksOn(data)) {
            if (System.nanoTime() > deadline) {
                throw new StartFailure(
                        StartFailure.Reason.DATABASE_BROKEN,
                        "Processes of an earlier PostgreSQL server still work on " + data
                                + ". End them and start again.");
            }
            pause();
        }
        Files.deleteIfExists(pidFile);
    }

    private Optional<ProcessHandle> process() throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        Optional<String> stated = Files.readAllLines(pidFile).stream().findFirst();
        return stated.filter(pid -> pid.strip().matches("[0-9]{1,10}"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                .filter(this::isOurs);
    }

    /** A dead process that nobody collected has no command line any more. */
    private boolean isOurs(ProcessHandle process) {
        String command = process.info().commandLine().orElse("");
        return process.isAlive() && command.contains("postgres") && command.contains(data.toString());
    }

    /** PostgreSQL's processes work in the data directory; only Linux tells. */
    private static boolean someoneWorksOn(Path data) throws IOException {
        Path processes = Path.of("/proc");
        if (!Files.isDirectory(processes.resolve("self"))) {
            return false;
        }
        Path real = data.toRealPath();
        try (Stream<Path> entries = Files.list(processes)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .anyMatch(entry -> worksIn(entry, real));
        }
    }

    private static boolean worksIn(Path process, Path directory) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(directory);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL ended", e);
        }
    }
}
