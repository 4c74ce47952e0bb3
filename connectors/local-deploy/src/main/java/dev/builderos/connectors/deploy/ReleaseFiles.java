package dev.builderos.connectors.deploy;

import dev.builderos.connectors.git.DirectoryTree;
import dev.builderos.connectors.git.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Set;

/** The exported files of releases. */
final class ReleaseFiles {

    private ReleaseFiles() {}

    /** Writes exactly the files of the commit; a directory of that name that is there already holds them. */
    static void export(Path repository, String commit, Path target) throws IOException {
        if (Files.isDirectory(target)) {
            return;
        }
        Path parent = Objects.requireNonNull(target.toAbsolutePath().getParent());
        Files.createDirectories(parent);
        Path fresh = parent.resolve("." + target.getFileName() + ".new");
        DirectoryTree.delete(fresh);
        Files.createDirectory(fresh);
        Path index = parent.resolve("." + target.getFileName() + ".index");
        Files.deleteIfExists(index);
        try {
            Git git = Git.at(repository).withWorkTree(fresh).withIndex(index);
            git.text("read-tree", commit);
            git.text("checkout-index", "--all", "--force");
        } finally {
            Files.deleteIfExists(index);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes the files of all releases but these; their records stay. */
    static void prune(Path releases, Set<String> kept) throws IOException {
        if (!Files.isDirectory(releases)) {
            return;
        }
        try (var entries = Files.list(releases)) {
            for (Path entry : entries.toList()) {
                if (!kept.contains(String.valueOf(entry.getFileName()))) {
                    DirectoryTree.delete(entry);
                }
            }
        }
    }
}
