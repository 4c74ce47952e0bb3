package dev.builderos.connectors.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The locks that a killed git leaves behind: git itself never removes them, and refuses its work while they are there. */
final class StaleLocks {
    private static final String LOCK = ".lock";
    private static final String BRANCH = "ref: ";

    private StaleLocks() {}

    /** Those of a worktree and of its branch, whatever their age: nobody but its run's one thread writes there. */
    static void remove(Worktree worktree) {
        Path own = worktree.gitDirectory();
        try {
            Files.deleteIfExists(own.resolve("index.lock"));
            Files.deleteIfExists(own.resolve("HEAD.lock"));
            String head = Files.readString(own.resolve("HEAD")).strip();
            if (head.startsWith(BRANCH)) {
                Path common =
                        own.resolve(Files.readString(own.resolve("commondir")).strip());
                Files.deleteIfExists(common.resolve(head.substring(BRANCH.length()) + LOCK));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Those of a repository's packed refs and of our refs in it that are older than any git holds them. */
    static void remove(Git git, Duration age) {
        Path common = git.commonDirectory();
        Instant before = Instant.now().minus(age);
        try {
            removeOlder(common.resolve("packed-refs.lock"), before);
            for (Path refs : List.of(common.resolve("refs/heads/builderos"), common.resolve("refs/builderos"))) {
                if (Files.isDirectory(refs)) {
                    Files.walkFileTree(refs, new Remover(before));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void removeOlder(Path lock, Instant before) throws IOException {
        try {
            if (Files.getLastModifiedTime(lock).toInstant().isBefore(before)) {
                Files.deleteIfExists(lock);
            }
        } catch (NoSuchFileException gone) {
            // Whoever held it is done.
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        private final Instant before;

        Remover(Instant before) {
            this.before = before;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (file.toString().endsWith(LOCK)) {
                removeOlder(file, before);
            }
            return FileVisitResult.CONTINUE;
        }

        /** Git removes what is empty while we look. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
