package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The control groups of one command: one directory where the hierarchy is unified (v2), one per controller in v1. */
final class ControlGroup implements AutoCloseable {

    private static final long REMOVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final List<Path> directories;

    ControlGroup(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** A process enters by writing 0 to each of these. */
    List<Path> entrances() {
        return directories.stream()
                .map(directory -> directory.resolve("cgroup.procs"))
                .toList();
    }

    Set<Long> processes() {
        var found = new HashSet<Long>();
        for (Path entrance : entrances()) {
            lines(entrance).forEach(line -> found.add(Long.valueOf(line)));
        }
        return found;
    }

    /** Lets no process of the group fork any more, so that one can kill them faster than they multiply. */
    void seal() {
        for (Path directory : directories) {
            Path limit = directory.resolve("pids.max");
            if (Files.exists(limit)) {
                try {
                    Files.writeString(limit, "0");
                } catch (IOException refused) {
                    System.getLogger(ControlGroup.class.getName())
                            .log(System.Logger.Level.WARNING, "control group cannot be sealed", refused);
                }
            }
        }
    }

    boolean killedForMemory() {
        return directories.stream()
                .flatMap(directory -> List.of("memory.events", "memory.oom_control").stream()
                        .map(directory::resolve)
                        .flatMap(file -> lines(file).stream()))
                .anyMatch(line -> line.startsWith("oom_kill ") && !line.equals("oom_kill 0"));
    }

    /** Removes the groups. The kernel refuses while a dying process is still counted, so it is asked again for a while. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + REMOVAL_NANOS;
        for (Path directory : directories) {
            while (!remove(directory)) {
                if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                    System.getLogger(ControlGroup.class.getName())
                            .log(System.Logger.Level.WARNING, "control group stays: {0}", directory);
                    break;
                }
                LockSupport.parkNanos(300_000);
            }
        }
    }

    static boolean remove(Path directory) {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException absent) {
            return List.of();
        }
    }
}
