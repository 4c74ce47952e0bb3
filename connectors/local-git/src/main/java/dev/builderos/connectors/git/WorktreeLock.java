package dev.builderos.connectors.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one worktree of a repository be made or removed at a time, by any thread of any process of ours: git itself reads the
 * entries of others while they are half made, and fails.
 */
final class WorktreeLock {
    private static final String FILE = "builderos-worktrees.lock";
    /** One a repository that was ever opened here; a file lock is the whole process's, so threads need their own. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private WorktreeLock() {}

    /** Blocking. Not to be taken by who holds it. */
    static <T> T within(Git git, Supplier<T> work) {
        Path file = git.commonDirectory().toAbsolutePath().normalize().resolve(FILE);
        ReentrantLock threads = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
        threads.lock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (!held.isValid()) {
                throw new IllegalStateException("the lock of " + file + " is gone");
            }
            return work.get();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } finally {
            threads.unlock();
        }
    }
}
