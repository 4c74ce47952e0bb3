package dev.builderos.connectors.git;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.redaction.KnownSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The worktrees and branches of runs.
 *
 * <p>Threading: blocking; any number of runs at a time, one thread at a time per run for everything but work inside
 * different lanes. Every method may be repeated after a crash at any point, and then ends as if there had been none.
 * Failures are {@link GitFailure}.
 */
public final class RunWorkspaces {
    private static final String NONE = "0000000000000000000000000000000000000000";
    private static final String READY = "builderos-ready";
    private static final String KEPT_LANES = "refs/builderos/lanes/";
    private static final Pattern LANE = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    private final Snapshots snapshots;

    /** Workspaces whose files may hold anything. */
    public RunWorkspaces() {
        this(KnownSecrets.of(Map.of()));
    }

    /**
     * Workspaces of which no file is stored that holds a secret: the {@link GitFailure} says which and has the reason
     * {@link GitFailure.Reason#SECRET}.
     */
    public RunWorkspaces(KnownSecrets secrets) {
        this.snapshots = new Snapshots(secrets);
    }

    /** What the directory is to git. */
    public RepositoryState state(Path repository) {
        return StateOfRepository.of(repository);
    }

    /**
     * Makes the branch {@code builderos/<first 13 characters of the run id>} at HEAD's commit, and a worktree on it. Where
     * two runs of one millisecond would share that name, the later one is named by its whole id.
     *
     * @param directory a directory of this run's own; it need not exist
     * @return what this call, or an earlier one for the same run, made; uncommitted work in it is left alone
     */
    public RunWorkspace openRun(Path repository, RunId run, Path directory) {
        Git git = Git.at(repository);
        String branch = branchOf(git, run).orElseGet(() -> {
            String head = git.commit("HEAD")
                    .orElseThrow(() -> new GitFailure(GitFailure.Reason.REFUSED, "the repository has no commits"));
            return claim(git, run, head, head);
        });
        String base = git.text("rev-parse", claimRef(run));
        Worktree root = open(git, repository, directory.resolve("root"), branch, base);
        return new RunWorkspace(run, directory, root, branch, base);
    }

    /**
     * As {@link #openRun}, with a branch that begins where the work of another run ends that is taken over.
     *
     * @throws GitFailure when a commit that is taken over is not in the repository any more
     */
    public RunWorkspace forkRun(Path repository, RunId run, Path directory, ForkPoint point) {
        Git git = Git.at(repository);
        requireCommit(git, point.head());
        requireCommit(git, point.baseCommit());
        point.lanes().values().forEach(head -> requireCommit(git, head));
        String branch = branchOf(git, run).orElseGet(() -> claim(git, run, point.head(), point.baseCommit()));
        Worktree root = open(git, repository, directory.resolve("root"), branch, point.baseCommit());
        RunWorkspace all = new RunWorkspace(run, directory, root, branch, point.baseCommit());
        point.lanes().forEach((lane, head) -> {
            String ref = "refs/heads/" + branchOf(all, lane);
            if (git.commit(ref).isEmpty()) {
                git.text("update-ref", ref, head, NONE);
            }
        });
        return all;
    }

    /**
     * Lets the worktree's branch stand at a commit that was made before and holds the very files that a checkpoint would.
     *
     * @throws GitFailure when the commit is gone, or holds other files
     */
    public void adopt(Worktree worktree, String commit, List<String> excludedPaths) {
        Git git = worktree.git();
        requireCommit(git, commit);
        StaleLocks.remove(worktree);
        String tree = snapshots.stage(git, worktree, excludedPaths);
        if (!git.text("rev-parse", commit + "^{tree}").equals(tree)) {
            throw new GitFailure(GitFailure.Reason.REFUSED, "commit " + commit + " holds other files");
        }
        git.text("update-ref", "HEAD", commit);
    }

    /** The tree of a commit; nothing when it is gone. */
    public Optional<String> treeOf(Path repository, String commit) {
        Git git = Git.at(repository);
        return git.commit(commit).map(present -> git.text("rev-parse", present + "^{tree}"));
    }

    /** As {@link #close}, and nothing stays: neither the run's branch nor what its lanes did. */
    public void discard(RunWorkspace run) {
        close(run);
        Git git = Git.at(run.root().repository());
        git.text("for-each-ref", "--format=%(refname)", KEPT_LANES + run.run() + "/")
                .lines()
                .forEach(ref -> git.text("update-ref", "-d", ref));
        git.text("update-ref", "-d", "refs/heads/" + run.branch());
    }

    /** The first of these commits that is not in the repository. */
    public Optional<String> missing(Path repository, List<String> commits) {
        Git git = Git.at(repository);
        return commits.stream().filter(commit -> git.commit(commit).isEmpty()).findFirst();
    }

    /**
     * Takes a run's branch up again after {@link #close}: at the commit that is kept, with the lanes that go on from theirs.
     * Whatever else its branches and worktrees held is gone.
     *
     * @param directory a directory of this run's own; it need not exist
     * @throws GitFailure when a commit that is to be kept is not in the repository any more
     */
    public RunWorkspace reopenRun(Path repository, RunId run, Path directory, KeptWork kept) {
        Git git = Git.at(repository);
        requireCommit(git, kept.head());
        kept.lanes().values().forEach(head -> requireCommit(git, head));
        String branch = "refs/heads/" + kept.branch();
        String present = git.commit(branch).orElse(NONE);
        String moves = "start\nupdate " + branch + " " + kept.head() + " " + present + "\n"
                + (git.commit(claimRef(run)).isPresent()
                        ? ""
                        : "create " + claimRef(run) + " " + kept.baseCommit() + "\n")
                + "prepare\ncommit\n";
        Git.Answer answer = git.askFrom(moves, "update-ref", "--stdin");
        if (!answer.succeeded()) {
            throw Git.refused("update-ref", answer);
        }
        var all = new RunWorkspace(
                run,
                directory,
                open(git, repository, directory.resolve("root"), kept.branch(), kept.baseCommit()),
                kept.branch(),
                kept.baseCommit());
        reset(all.root(), kept.head());
        forgetLanes(git, all);
        kept.lanes().forEach((lane, head) -> git.text("update-ref", "refs/heads/" + branchOf(all, lane), head, NONE));
        return all;
    }

    /**
     * A commit on a run's branch that the run did not make, or the branch's head where the branch does not hold what the run left;
     * nothing when there is neither, or no branch.
     *
     * @param left the newest commit the run is known to have made
     */
    public Optional<String> foreignCommit(Path repository, RunId run, String branch, String left) {
        Git git = Git.at(repository);
        Optional<String> head = git.commit("refs/heads/" + branch);
        if (head.isEmpty() || head.get().equals(left)) {
            return Optional.empty();
        }
        if (git.commit(left).isEmpty() || !git.isAncestor(left, head.get())) {
            return head;
        }
        return git.text("rev-list", left + ".." + head.get())
                .lines()
                .filter(commit -> Trailers.find(git.text("cat-file", "commit", commit), Trailers.RUN)
                        .filter(run.value()::equals)
                        .isEmpty())
                .findFirst();
    }

    private static void requireCommit(Git git, String commit) {
        if (git.commit(commit).isEmpty()) {
            throw new GitFailure(
                    GitFailure.Reason.REFUSED, "commit " + commit + ", which is to be kept, is not in the repository");
        }
    }

    /** Removes the worktrees and branches of lanes. */
    private static void forgetLanes(Git git, RunWorkspace run) {
        WorktreeLock.within(git, () -> {
            try {
                for (Path directory : children(run.directory())) {
                    if (!directory.equals(run.directory().resolve("root"))) {
                        DirectoryTree.delete(directory);
                    }
                }
                git.text("worktree", "prune");
            } catch (IOException busy) {
                throw new UncheckedIOException(busy);
            }
            return run;
        });
        deleteLaneBranches(git, run);
    }

    private static void deleteLaneBranches(Git git, RunWorkspace run) {
        String lanes = git.text("for-each-ref", "--format=%(refname)", "refs/heads/" + run.branch() + "-*");
        lanes.lines().filter(ref -> isLaneOf(run, ref)).forEach(ref -> git.text("update-ref", "-d", ref));
    }

    /**
     * Makes a branch and a worktree for a lane, at the head of the branch its group started from.
     *
     * @param outer the lane that the group of this one is in; null for the run's own branch
     * @param lane 1 to 63 lower-case letters, digits, dashes and underscores
     * @return what this call, or an earlier one for the same lane, made
     */
    public LaneWorkspace openLane(RunWorkspace run, @Nullable String outer, String lane) {
        if (!LANE.matcher(lane).matches()) {
            throw new IllegalArgumentException("not a lane name: " + lane);
        }
        Git git = Git.at(run.root().repository());
        String branch = run.branch() + "-" + lane;
        String head = head(git, branchOf(run, outer));
        Optional<String> present = git.commit("refs/heads/" + branch);
        if (present.isEmpty()) {
            git.text("update-ref", "refs/heads/" + branch, head, NONE);
        }
        String base =
                present.map(commit -> git.text("merge-base", head, commit)).orElse(head);
        Worktree worktree = open(git, run.root().repository(), run.directory().resolve("lane-" + lane), branch, base);
        return new LaneWorkspace(lane, worktree, branch, base);
    }

    /**
     * Commits everything in the worktree that is not ignored, with trailers that name run and step. Repositories inside the
     * worktree are left out.
     *
     * @param excludedPaths relative to the worktree; they keep the content of the last commit
     * @return the commit, or nothing when there is nothing new
     */
    public Optional<String> checkpoint(
            Worktree worktree, RunId run, StepId step, String message, List<String> excludedPaths) {
        Git git = worktree.git();
        StaleLocks.remove(worktree);
        String tree = snapshots.stage(git, worktree, excludedPaths);
        String head = git.text("rev-parse", "HEAD^{commit}");
        if (git.text("rev-parse", head + "^{tree}").equals(tree)) {
            return Optional.empty();
        }
        String text = message.strip() + "\n\n" + Trailers.line(Trailers.RUN, run) + Trailers.line(Trailers.STEP, step);
        String commit = git.textFrom(text, "commit-tree", tree, "-p", head, "-F", "-");
        git.text("update-ref", "HEAD", commit, head);
        return Optional.of(commit);
    }

    private static String branchOf(RunWorkspace run, @Nullable String lane) {
        return lane == null ? run.branch() : run.branch() + "-" + lane;
    }

    /**
     * Merges the branches of lanes into the one they started from, one after the other in this order, and sets its worktree
     * to the result. All or none: nothing is written before every lane is known to merge.
     *
     * @param outer the lane that the group is in; null for the run's own branch
     * @param excludedPaths what checkpoints leave out; it stays where it is
     * @throws GitFailure when that worktree has changes that were not checkpointed
     */
    public LaneMerge mergeLanes(
            RunWorkspace run, @Nullable String outer, List<String> lanes, List<String> excludedPaths) {
        Worktree target = outer == null ? run.root() : laneOf(run, outer);
        String branch = branchOf(run, outer);
        Git git = target.git();
        String before = head(git, branch);
        String merged = before;
        Map<String, List<String>> conflicts = new LinkedHashMap<>();
        for (String lane : lanes) {
            String head = head(git, run.branch() + "-" + lane);
            if (git.isAncestor(head, merged)) {
                continue;
            }
            Git.Answer answer = git.ask(
                    8 * 1024 * 1024, "merge-tree", "--write-tree", "--name-only", "-z", "--no-messages", merged, head);
            if (answer.status() > 1) {
                throw Git.refused("merge-tree", answer);
            }
            List<String> parts = List.of(answer.text().split("\0", -1));
            if (answer.status() == 1) {
                conflicts.put(
                        lane,
                        parts.stream()
                                .skip(1)
                                .filter(path -> !path.isEmpty())
                                .distinct()
                                .sorted()
                                .toList());
                continue;
            }
            String text = "Merge lane " + lane + "\n\n" + Trailers.line(Trailers.RUN, run.run());
            merged = git.textFrom(text, "commit-tree", parts.getFirst(), "-p", merged, "-p", head, "-F", "-");
        }
        if (!conflicts.isEmpty()) {
            return new LaneMerge.Conflicted(conflicts);
        }
        StaleLocks.remove(target);
        if (!merged.equals(before)) {
            String now = snapshots.peek(git, target, excludedPaths);
            if (!now.equals(git.text("rev-parse", before + "^{tree}"))) {
                throw new GitFailure(
                        GitFailure.Reason.REFUSED,
                        "the worktree of " + branch
                                + " has changes that no checkpoint holds; lanes are not merged over them");
            }
            git.text("update-ref", "refs/heads/" + branch, merged, before);
        }
        git.text("reset", "--hard", "--quiet", merged);
        return new LaneMerge.Merged(merged);
    }

    private static Worktree laneOf(RunWorkspace run, String lane) {
        Path directory = run.directory().resolve("lane-" + lane);
        return Worktree.find(run.root().repository(), directory)
                .orElseThrow(() -> new GitFailure(GitFailure.Reason.REFUSED, "no worktree at " + directory));
    }

    /**
     * Sets branch and files back to a commit: changes and untracked files are gone, ignored files (build output, caches)
     * stay as they are.
     */
    public void reset(Worktree worktree, String commit) {
        Git git = worktree.git();
        StaleLocks.remove(worktree);
        git.text(
                "reset",
                "--hard",
                "--quiet",
                git.text("rev-parse", "--verify", "--end-of-options", commit + "^{commit}"));
        git.text("clean", "--quiet", "-d", "--force", "--force");
    }

    /** Whether a checkpoint would hold a file of this path: it is neither excluded nor ignored. */
    public boolean isCommitted(Worktree worktree, String path, List<String> excludedPaths) {
        return excludedPaths.stream().noneMatch(excluded -> (path + "/").startsWith(excluded + "/"))
                && !worktree.git()
                        .ask(1_000, "check-ignore", "--quiet", "--", path)
                        .succeeded();
    }

    /** The git tree a checkpoint would commit now. Equal for equal files. */
    public String treeDigest(Worktree worktree, List<String> excludedPaths) {
        return snapshots.peek(worktree.git(), worktree, excludedPaths);
    }

    /** What changed from one commit (or tree) to another, at most this many bytes of text. */
    public Diff diff(Path repository, String base, String head, int limit) {
        return diff(Git.at(repository), base, head, limit);
    }

    /** The same in a repository that is open. */
    public static Diff diff(Git git, String base, String head, int limit) {
        return Diffs.between(git, base, head, limit);
    }

    /** Removes worktrees and lane branches; the run's branch stays. */
    public void close(RunWorkspace run) {
        Path repository = run.root().repository();
        Git git = Git.at(repository);
        WorktreeLock.within(git, () -> {
            StaleLocks.remove(git, Duration.ofMinutes(2));
            removeWorktrees(git, run);
            return run;
        });
        keepLanes(git, run);
        deleteLaneBranches(git, run);
        git.text("update-ref", "-d", claimRef(run.run()));
    }

    private static void removeWorktrees(Git git, RunWorkspace run) {
        try {
            for (Path directory : children(run.directory())) {
                DirectoryTree.delete(directory);
            }
            for (Path registered : registeredUnder(git, run.directory())) {
                git.text("worktree", "remove", "--force", "--force", registered.toString());
            }
            DirectoryTree.delete(run.directory());
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
    }

    /** Commits of lanes that were not merged stay reachable, for a run that is reopened. */
    private static void keepLanes(Git git, RunWorkspace run) {
        git.text("for-each-ref", "--format=%(refname)", KEPT_LANES + run.run() + "/")
                .lines()
                .forEach(ref -> git.text("update-ref", "-d", ref));
        String lanes =
                git.text("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/" + run.branch() + "-*");
        lanes.lines()
                .map(line -> line.split(" ", 2))
                .filter(lane -> isLaneOf(run, lane[0]) && !git.isAncestor(lane[1], "refs/heads/" + run.branch()))
                .forEach(
                        lane -> git.text("update-ref", KEPT_LANES + run.run() + "/" + laneName(run, lane[0]), lane[1]));
    }

    private static boolean isLaneOf(RunWorkspace run, String ref) {
        return LANE.matcher(laneName(run, ref)).matches();
    }

    private static String laneName(RunWorkspace run, String ref) {
        return ref.substring(("refs/heads/" + run.branch() + "-").length());
    }

    private static String head(Git git, String branch) {
        return git.commit("refs/heads/" + branch)
                .orElseThrow(() -> new GitFailure(GitFailure.Reason.REFUSED, "no branch " + branch));
    }

    /** Ties a branch to a whole run id, and remembers the commit the run began with. */
    private static String claimRef(RunId run) {
        return "refs/builderos/runs/" + run;
    }

    private static Optional<String> branchOf(Git git, RunId run) {
        if (git.commit(claimRef(run)).isEmpty()) {
            return Optional.empty();
        }
        String whole = "builderos/" + run;
        String brief = "builderos/" + run.value().substring(0, 13);
        return Optional.of(git.commit("refs/heads/" + whole).isPresent() ? whole : brief);
    }

    /** Makes a run's branch and remembers the commit it began with; gives the branch's name. */
    private static String claim(Git git, RunId run, String head, String base) {
        return claim(git, run, "builderos/" + run.value().substring(0, 13), head, base)
                .or(() -> claim(git, run, "builderos/" + run.value(), head, base))
                .orElseThrow(() -> new GitFailure(GitFailure.Reason.REFUSED, "branch of run " + run + " is taken"));
    }

    private static Optional<String> claim(Git git, RunId run, String branch, String head, String base) {
        String both = "start\ncreate refs/heads/" + branch + " " + head + "\ncreate " + claimRef(run) + " " + base
                + "\nprepare\ncommit\n";
        Git.Answer answer = git.askFrom(both, "update-ref", "--stdin");
        if (answer.succeeded()) {
            return Optional.of(branch);
        }
        if (git.commit("refs/heads/" + branch).isPresent()) {
            return Optional.empty();
        }
        throw Git.refused("update-ref", answer);
    }

    private static Worktree open(Git git, Path repository, Path directory, String branch, String base) {
        return WorktreeLock.within(git, () -> openAlone(git, repository, directory, branch, base));
    }

    private static Worktree openAlone(Git git, Path repository, Path directory, String branch, String base) {
        try {
            Optional<Worktree> present = Worktree.find(git, repository, directory);
            if (present.isPresent()
                    && Files.isDirectory(directory)
                    && Files.exists(present.get().gitDirectory().resolve(READY))) {
                StaleLocks.remove(present.get());
                return present.get();
            }
            // Absent, or half made by a process that was killed.
            DirectoryTree.delete(directory);
            if (present.isPresent()) {
                git.text("worktree", "remove", "--force", "--force", directory.toString());
            }
            Files.createDirectories(directory.getParent());
            git.text("worktree", "add", "--force", directory.toString(), branch);
            Worktree made = Worktree.find(git, repository, directory)
                    .orElseThrow(() -> new GitFailure(GitFailure.Reason.REFUSED, "no worktree at " + directory));
            Files.writeString(made.gitDirectory().resolve(READY), base + "\n");
            return made;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static List<Path> registeredUnder(Git git, Path directory) throws IOException {
        var found = new ArrayList<Path>();
        Path real = directory.toAbsolutePath().normalize();
        if (Files.exists(real)) {
            real = real.toRealPath();
        }
        for (Path entry : children(git.commonDirectory().resolve("worktrees"))) {
            Path file = entry.resolve("gitdir");
            if (Files.exists(file)) {
                Path worktree = Path.of(Files.readString(file).strip()).getParent();
                if (worktree != null && worktree.startsWith(real)) {
                    found.add(worktree);
                }
            }
        }
        return found;
    }
}
