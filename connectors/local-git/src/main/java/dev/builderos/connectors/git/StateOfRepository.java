package dev.builderos.connectors.git;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out what a directory is to git. */
final class StateOfRepository {
    private static final int MOST_FILES = 1000;
    private static final Pattern VERSION = Pattern.compile("git version (\\d+)\\.(\\d+).*", Pattern.DOTALL);

    private StateOfRepository() {}

    static RepositoryState of(Path repository) {
        if (!Files.exists(repository.resolve(".git"))) {
            boolean bare = Files.isRegularFile(repository.resolve("HEAD"))
                    && Files.isDirectory(repository.resolve("objects"))
                    && Files.isDirectory(repository.resolve("refs"));
            return bare ? new RepositoryState.BareRepository() : new RepositoryState.NotARepository();
        }
        try {
            Git git = Git.at(repository);
            Optional<String> tooOld = tooOld(git.text("version"));
            if (tooOld.isPresent()) {
                return new RepositoryState.GitMissing(tooOld.get());
            }
            if (Files.isDirectory(repository.resolve(".git")) && isBare(git)) {
                return new RepositoryState.BareRepository();
            }
            Optional<String> head = git.commit("HEAD");
            if (head.isEmpty()) {
                return new RepositoryState.NoCommits();
            }
            return cleanOrDirty(git, head.get());
        } catch (GitFailure failed) {
            return switch (failed.reason()) {
                case MISSING -> new RepositoryState.GitMissing(String.valueOf(failed.getMessage()));
                case REFUSED, LOCKED, TIMEOUT, INTERRUPTED, SECRET -> throw failed;
            };
        }
    }

    private static boolean isBare(Git git) {
        Git.Answer answer = git.ask(200, "config", "--type=bool", "--get", "core.bare");
        return answer.text().strip().equals("true");
    }

    static Optional<String> tooOld(String version) {
        Matcher found = VERSION.matcher(version);
        boolean enough = found.matches()
                && (Integer.parseInt(found.group(1)) > 2
                        || (Integer.parseInt(found.group(1)) == 2 && Integer.parseInt(found.group(2)) >= 38));
        return enough ? Optional.empty() : Optional.of(version + " is too old: git 2.38 or newer is needed");
    }

    private static RepositoryState cleanOrDirty(Git git, String head) {
        Git.Answer symbolic = git.ask(1000, "symbolic-ref", "--quiet", "--short", "HEAD");
        @Nullable String branch = symbolic.succeeded() ? symbolic.text().strip() : null;
        String listed = git.text(
                "--no-optional-locks",
                "status",
                "--porcelain=v1",
                "-z",
                "--no-renames",
                "--untracked-files=normal",
                "--ignore-submodules=all");
        List<String> files = new ArrayList<>();
        for (String entry : listed.split("\0", -1)) {
            if (entry.length() > 3 && files.size() < MOST_FILES) {
                files.add(entry.substring(3));
            }
        }
        return files.isEmpty()
                ? new RepositoryState.Clean(head, branch)
                : new RepositoryState.Dirty(head, branch, files);
    }
}
