package dev.builderos.connectors.git;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a directory is to git, and whether a run may begin there. */
public sealed interface RepositoryState {

    /**
     * Everything is committed. The content of submodules does not count.
     *
     * @param branch null when no branch is checked out
     */
    record Clean(String head, @Nullable String branch) implements RepositoryState {}

    /**
     * Something is not committed.
     *
     * @param files changed and untracked paths relative to the repository, at most 1000
     */
    record Dirty(String head, @Nullable String branch, List<String> files) implements RepositoryState {
        public Dirty {
            files = List.copyOf(files);
        }
    }

    /** No {@code .git} stands in this very directory. */
    record NotARepository() implements RepositoryState {}

    record NoCommits() implements RepositoryState {}

    /** Git is absent, older than 2.38, or does not run here. */
    record GitMissing(String why) implements RepositoryState {}

    /** Objects and refs without files to work on. */
    record BareRepository() implements RepositoryState {}
}
