package dev.builderos.connectors.deploy;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.FailureClass;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.MalformedMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The record of one environment on disk: written whole or not at all, and by one thread of one process at a time. */
record EnvironmentStore(Path root, String project, String environment) {
    private static final Duration LOCK_WAIT = Duration.ofMinutes(3);
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    /** Every environment below a state directory. */
    static List<EnvironmentStore> all(Path root) {
        var all = new ArrayList<EnvironmentStore>();
        for (Path project : directories(root)) {
            for (Path environment : directories(project)) {
                if (Files.exists(environment.resolve("state.json"))) {
                    all.add(new EnvironmentStore(
                            root, String.valueOf(project.getFileName()), String.valueOf(environment.getFileName())));
                }
            }
        }
        return all;
    }

    Path directory() {
        return root.resolve(project).resolve(environment);
    }

    Path files(String release) {
        return directory().resolve("releases").resolve(release);
    }

    Path service(String release) {
        return directory().resolve("services").resolve(release);
    }

    EnvironmentState load() {
        Path file = directory().resolve("state.json");
        try {
            return Files.exists(file)
                    ? ContractJson.read(Files.readAllBytes(file), EnvironmentState.class)
                    : EnvironmentState.empty(project, environment);
        } catch (IOException | MalformedMessage unreadable) {
            throw new ConnectorFailure(
                    FailureClass.INFRASTRUCTURE,
                    "the record of " + project + "/" + environment + " cannot be read: " + file + " ("
                            + unreadable.getMessage() + ")");
        }
    }

    EnvironmentState save(EnvironmentState state) {
        Path file = directory().resolve("state.json");
        Path fresh = directory().resolve("state.json.new");
        try {
            Files.createDirectories(directory());
            try (var channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                var bytes = java.nio.ByteBuffer.wrap(ContractJson.write(state));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            try (var parent = FileChannel.open(directory())) {
                parent.force(true);
            }
            return state;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /**
     * Runs the action while nobody else changes this environment.
     *
     * @throws ConnectorFailure when somebody else does for longer than three minutes
     */
    <T> T locked(Supplier<T> action) {
        return locked(directory().resolve("lock"), action);
    }

    /** Runs the action while nobody else chooses a port. */
    <T> T choosingPort(Supplier<T> action) {
        return locked(root.resolve("ports.lock"), action);
    }

    private static <T> T locked(Path file, Supplier<T> action) {
        // The file keeps other processes out; within this one it would throw instead of waiting.
        ReentrantLock lock = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
        try {
            if (!lock.tryLock(LOCK_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy(file);
            }
            try {
                Files.createDirectories(file.getParent());
                try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
                    while (channel.tryLock() == null) {
                        if (System.nanoTime() > deadline) {
                            throw busy(file);
                        }
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                    return action.get();
                }
            } finally {
                lock.unlock();
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ConnectorFailure(FailureClass.INFRASTRUCTURE, "interrupted before anything was changed");
        }
    }

    private static ConnectorFailure busy(Path file) {
        return new ConnectorFailure(
                FailureClass.TRANSIENT, "another deployment holds " + file + " for too long; try again");
    }

    private static List<Path> directories(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (var entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
