package dev.builderos.connectors.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A worktree that belongs to a run. Git is always told where it keeps its state; the {@code .git} file in the directory,
 * which an agent might have replaced, is never followed.
 *
 * @param repository the user's repository
 * @param gitDirectory where git keeps this worktree's index and HEAD, inside the repository's {@code .git}
 * @param directory the files
 */
public record Worktree(Path repository, Path gitDirectory, Path directory) {

    /** Finds the linked worktree of a repository that stands in this directory. */
    public static Optional<Worktree> find(Path repository, Path directory) {
        return find(Git.at(repository), repository, directory);
    }

    static Optional<Worktree> find(Git git, Path repository, Path directory) {
        Path registry = git.commonDirectory().resolve("worktrees");
        if (!Files.isDirectory(registry)) {
            return Optional.empty();
        }
        String wanted = real(directory).resolve(".git").toString();
        try (var entries = Files.list(registry)) {
            return entries.filter(entry -> named(entry).equals(wanted))
                    .findFirst()
                    .map(entry -> new Worktree(repository, entry, directory));
        } catch (IOException unreadable) {
            throw new GitFailure(GitFailure.Reason.REFUSED, "cannot read " + registry + ": " + unreadable.getMessage());
        }
    }

    /** The commit this worktree stands at. */
    public String head() {
        return git().text("rev-parse", "HEAD^{commit}");
    }

    Git git() {
        return Git.at(repository).in(gitDirectory, directory);
    }

    private static String named(Path entry) {
        try {
            return Files.readString(entry.resolve("gitdir")).strip();
        } catch (IOException half) {
            return "";
        }
    }

    /** Git registers worktrees by their real path; this also works for one whose directory is lost. */
    private static Path real(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        try {
            if (parent == null || !Files.exists(parent)) {
                return absolute;
            }
            return parent.toRealPath().resolve(absolute.getFileName());
        } catch (IOException unreadable) {
            return absolute;
        }
    }
}
