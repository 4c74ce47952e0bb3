package dev.builderos.connectors.git;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trees that steps left and that stay in the repository for later runs, each under a name below {@code refs/builderos/cache/}.
 *
 * <p>Threading: blocking; any thread. Every method may be repeated. Failures are {@link GitFailure}.
 */
public final class KeptTrees {
    private static final String REFS = "refs/builderos/cache/";

    /** What came of putting a tree in place of the files of a worktree. */
    public sealed interface Put {
        /**
         * The files are those of the tree; committed where that changed something.
         *
         * @param before the commit the branch stood at
         */
        record Done(Optional<String> commit, String before) implements Put {}

        /** A file that would change was changed here since the last commit; nothing was done. */
        record InTheWay() implements Put {}
    }

    /** Keeps a tree reachable under a name. */
    public void keep(Path repository, String name, String tree) {
        Git.at(repository).text("update-ref", REFS + name, tree);
    }

    /** Lets a tree go; one that was not kept is no failure, and neither is a repository that is gone. */
    public void drop(Path repository, String name) {
        if (Files.exists(repository.resolve(".git"))) {
            Git.at(repository).ask(1_000, "update-ref", "-d", REFS + name);
        }
    }

    /** Whether a tree is kept here under this name. */
    public boolean isKept(Path repository, String name, String tree) {
        Git.Answer answer = Git.at(repository)
                .ask(200, "rev-parse", "--verify", "--quiet", "--end-of-options", REFS + name + "^{tree}");
        return answer.succeeded() && answer.text().strip().equals(tree);
    }

    /** How many bytes of files a tree has that another has not. */
    public long bytesBeyond(Path repository, String before, String tree) {
        Git git = Git.at(repository);
        List<String> blobs = new ArrayList<>();
        git.text("diff-tree", "-r", "--no-renames", before, tree).lines().forEach(line -> {
            String[] fields = line.split("\\s", 5);
            if (fields.length == 5 && !fields[4].startsWith("D")) {
                blobs.add(fields[3]);
            }
        });
        return blobs.isEmpty()
                ? 0
                : git.textFrom(String.join("\n", blobs) + "\n", "cat-file", "--batch-check=%(objectsize)")
                        .lines()
                        .filter(size -> size.matches("[0-9]+"))
                        .mapToLong(Long::parseLong)
                        .sum();
    }

    /**
     * Puts a tree in place of what the worktree holds, and commits it with trailers that name run and step. Ignored files, and
     * files that no checkpoint takes in, stay as they are.
     */
    public Put put(Worktree worktree, RunId run, StepId step, String message, String tree) {
        Git git = worktree.git();
        String head = git.text("rev-parse", "HEAD^{commit}");
        if (git.text("rev-parse", head + "^{tree}").equals(tree)) {
            return new Put.Done(Optional.empty(), head);
        }
        String text = message.strip() + "\n\n" + Trailers.line(Trailers.RUN, run) + Trailers.line(Trailers.STEP, step);
        String commit = git.textFrom(text, "commit-tree", tree, "-p", head, "-F", "-");
        return git.ask(10_000, "reset", "--keep", "--quiet", commit).succeeded()
                ? new Put.Done(Optional.of(commit), head)
                : new Put.InTheWay();
    }

    /** Takes a tree away again that was put last. */
    public void takeBack(Worktree worktree, Put.Done done) {
        worktree.git().text("reset", "--keep", "--quiet", done.before());
    }

    /** Files and directories of the worktree that git ignores, but for these paths; directories end with a slash. */
    public List<String> ignored(Worktree worktree, List<String> except) {
        return worktree.git()
                .text("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
                .lines()
                .flatMap(line -> List.of(line.split("\0", -1)).stream())
                .filter(path -> !path.isEmpty())
                .filter(path -> except.stream().noneMatch(own -> (path + "/").startsWith(own + "/")))
                .toList();
    }
}
