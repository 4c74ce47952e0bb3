package dev.builderos.connectors.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Git in one repository, run hardened: see the package. Blocking; safe for use by many threads, except that git itself
 * allows one writer per worktree at a time.
 */
public final class Git {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration NETWORK_TIMEOUT = Duration.ofMinutes(2);
    private static final int TEXT_LIMIT = 8 * 1024 * 1024;

    private final Path commonDirectory;
    private final Path gitDirectory;
    private final Path workTree;
    private final Map<String, String> extra;

    /** What a command printed, as UTF-8: at most as many bytes as asked for. */
    public record Answer(int status, String text, boolean truncated, String errors) {
        public boolean succeeded() {
            return status == 0;
        }
    }

    private Git(Path commonDirectory, Path gitDirectory, Path workTree, Map<String, String> extra) {
        this.commonDirectory = commonDirectory;
        this.gitDirectory = gitDirectory;
        this.workTree = workTree;
        this.extra = extra;
    }

    /**
     * The repository whose {@code .git} stands directly in this directory.
     *
     * @throws GitFailure when there is none, or no git
     */
    public static Git at(Path repository) {
        Path directory = repository.toAbsolutePath().normalize();
        if (!Files.exists(directory.resolve(".git"))) {
            throw new GitFailure(GitFailure.Reason.REFUSED, "not a git repository: " + directory);
        }
        var environment = SafeSettings.environment();
        environment.put("GIT_CEILING_DIRECTORIES", String.valueOf(directory.getParent()));
        Answer answer = GitProcess.run(
                command(
                        List.of(directory.toString()),
                        "rev-parse",
                        "--path-format=absolute",
                        "--git-common-dir",
                        "--git-dir"),
                environment,
                directory,
                new byte[0],
                TEXT_LIMIT,
                TIMEOUT);
        if (!answer.succeeded()) {
            throw refused("rev-parse", answer);
        }
        List<String> lines = answer.text().lines().toList();
        return open(Path.of(lines.get(0)), Path.of(lines.get(1)), directory);
    }

    /** The same repository, seen from one of its worktrees. */
    Git in(Path otherGitDirectory, Path otherWorkTree) {
        return open(commonDirectory, otherGitDirectory, otherWorkTree);
    }

    /** The same, with an index of its own instead of the worktree's. */
    public Git withIndex(Path index) {
        var variables = new LinkedHashMap<>(extra);
        variables.put("GIT_INDEX_FILE", index.toString());
        return new Git(commonDirectory, gitDirectory, workTree, variables);
    }

    /** The same, writing files to another directory. */
    public Git withWorkTree(Path directory) {
        return new Git(commonDirectory, gitDirectory, directory, extra);
    }

    private static Git open(Path commonDirectory, Path gitDirectory, Path workTree) {
        var plain = new Git(commonDirectory, gitDirectory, workTree, Map.of());
        // `git config` itself executes nothing, so the settings can be read before they are overridden.
        String names = plain.text("config", "--list", "--name-only", "-z", "--includes");
        List<String> keys = Stream.of(names.split("\0", -1))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        return new Git(commonDirectory, gitDirectory, workTree, SafeSettings.overrides(keys));
    }

    /** Where objects and refs are kept. */
    public Path commonDirectory() {
        return commonDirectory;
    }

    Path gitDirectory() {
        return gitDirectory;
    }

    /**
     * What a command prints, without the last line end.
     *
     * @throws GitFailure when it fails or prints more than 8 MiB
     */
    public String text(String... arguments) {
        return textFrom("", arguments);
    }

    /** The same, with this text as its standard input. */
    public String textFrom(String input, String... arguments) {
        Answer answer = answer(input, TEXT_LIMIT, TIMEOUT, arguments);
        if (!answer.succeeded()) {
            throw refused(arguments[0], answer);
        }
        if (answer.truncated()) {
            throw new GitFailure(GitFailure.Reason.REFUSED, "git " + arguments[0] + " printed more than 8 MiB");
        }
        return answer.text().stripTrailing();
    }

    /** The answer of a command that may fail, or print more than the limit. */
    public Answer ask(int limit, String... arguments) {
        return answer("", limit, TIMEOUT, arguments);
    }

    Answer askFrom(String input, String... arguments) {
        return answer(input, TEXT_LIMIT, TIMEOUT, arguments);
    }

    /** The answer of a command that talks to a remote. */
    Answer askRemote(String... arguments) {
        return answer("", TEXT_LIMIT, NETWORK_TIMEOUT, arguments);
    }

    /** The commit a revision names. */
    public Optional<String> commit(String revision) {
        Answer answer = ask(200, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
        return answer.succeeded() ? Optional.of(answer.text().strip()) : Optional.empty();
    }

    /** Whether every commit of the first is also one of the second; no when either is not here. */
    public boolean isAncestor(String first, String second) {
        return commit(first).isPresent()
                && commit(second).isPresent()
                && ask(200, "merge-base", "--is-ancestor", first, second).succeeded();
    }

    private Answer answer(String input, int limit, Duration timeout, String... arguments) {
        var environment = new LinkedHashMap<>(SafeSettings.environment());
        environment.putAll(extra);
        environment.put("GIT_DIR", gitDirectory.toString());
        environment.put("GIT_WORK_TREE", workTree.toString());
        return GitProcess.run(
                command(List.of(workTree.toString(), commonDirectory.toString()), arguments),
                environment,
                workTree,
                input.getBytes(StandardCharsets.UTF_8),
                limit,
                timeout);
    }

    private static List<String> command(List<String> safeDirectories, String... arguments) {
        var command = new ArrayList<String>();
        command.add("git");
        command.addAll(SafeSettings.options(safeDirectories));
        command.addAll(List.of(arguments));
        return command;
    }

    static GitFailure refused(String command, Answer answer) {
        var reason =
                answer.errors().contains(".lock': File exists") ? GitFailure.Reason.LOCKED : GitFailure.Reason.REFUSED;
        String said = answer.errors().isEmpty() ? "status " + answer.status() : answer.errors();
        return new GitFailure(reason, "git " + command + ": " + said);
    }

    /** A file of our own for an index, removed by the caller. */
    static Path temporaryIndex() throws IOException {
        Path index = Files.createTempFile("builderos-index-", "");
        Files.delete(index);
        return index;
    }
}
