package dev.builderos.connectors.git;

import dev.builderos.redaction.KnownSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the files of a worktree into a git tree. Git stores what it stages at once and for good, so what is new or changed is
 * searched for secrets before.
 *
 * @param secrets what no file may hold that is stored
 */
record Snapshots(KnownSecrets secrets) {

    /**
     * Stages everything but the excluded paths, which keep the content of HEAD, and writes the tree.
     *
     * @throws GitFailure when a file that is new or changed holds a secret; then nothing is staged
     */
    String stage(Git git, Worktree worktree, List<String> excludedPaths) {
        var pathspecs = new ArrayList<String>();
        pathspecs.add(".");
        for (String path : excludedPaths) {
            pathspecs.add(":(top,exclude,literal)" + path);
        }
        for (Path nested : nestedRepositories(worktree.directory())) {
            pathspecs.add(":(top,exclude,literal)" + nested);
        }
        if (!secrets.isEmpty()) {
            new LeftFiles(secrets, git, worktree.directory()).check(pathspecs);
        }
        git.textFrom(
                String.join("\0", pathspecs) + "\0", "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul");
        return git.text("write-tree");
    }

    /** The same without touching the worktree's own index. */
    String peek(Git git, Worktree worktree, List<String> excludedPaths) {
        try {
            Path index = Git.temporaryIndex();
            try {
                Path own = worktree.gitDirectory().resolve("index");
                if (Files.exists(own)) {
                    Files.copy(own, index, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return stage(git.withIndex(index), worktree, excludedPaths);
            } finally {
                Files.deleteIfExists(index);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Directories that are repositories themselves. Git would read, and obey, the settings of one that it knows as a
     * submodule; so it never gets to see them.
     */
    private static List<Path> nestedRepositories(Path root) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (directory.equals(root)) {
                        return FileVisitResult.CONTINUE;
                    }
                    if (directory.endsWith(".git")) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (Files.exists(directory.resolve(".git"), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                        found.add(root.relativize(directory));
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found;
    }
}
