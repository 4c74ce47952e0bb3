package dev.builderos.runner.steps;

import dev.builderos.connectors.git.DirectoryTree;
import dev.builderos.connectors.git.ForkPoint;
import dev.builderos.connectors.git.GitFailure;
import dev.builderos.connectors.git.KeptWork;
import dev.builderos.connectors.git.LaneMerge;
import dev.builderos.connectors.git.LaneWorkspace;
import dev.builderos.connectors.git.RepositoryState;
import dev.builderos.connectors.git.RunWorkspace;
import dev.builderos.connectors.git.RunWorkspaces;
import dev.builderos.connectors.git.Worktree;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Forked;
import dev.builderos.runner.engine.Forks;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.Remains;
import dev.builderos.runner.engine.Replayed;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.StepStatus;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.tools.ProtectedPaths;
import dev.builderos.runner.tools.WorkspaceFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where runs and lanes work: a worktree and a branch each. */
@ApplicationScoped
public class Workspaces {
    private static final int LISTED_FILES = 10;

    private final RunWorkspaces git;
    private final Path root;
    private final BlobStore blobs;
    private final KnownSecrets secrets;
    private final Map<RunId, RunWorkspace> open = new ConcurrentHashMap<>();
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(256).toList();

    Workspaces(RunnerConfig config, BlobStore blobs, KnownSecrets secrets) {
        this.git = new RunWorkspaces(secrets);
        this.secrets = secrets;
        this.root = config.home().resolve("workspaces");
        this.blobs = blobs;
    }

    /** The place of a run or of one of its lanes. */
    public record Place(RunWorkspace run, Worktree worktree, String branch) {
        public Path directory() {
            return worktree.directory();
        }
    }

    /** Refuses to begin in a repository a run cannot begin in. */
    public void check(Path repository, boolean allowDirty) {
        String refusal = switch (git.state(repository)) {
            case RepositoryState.Clean ignored -> null;
            case RepositoryState.Dirty dirty when allowDirty -> null;
            case RepositoryState.Dirty dirty ->
                "the repository has uncommitted changes ("
                        + String.join(
                                ", ", dirty.files().stream().limit(LISTED_FILES).toList())
                        + (dirty.files().size() > LISTED_FILES ? ", …" : "")
                        + "); a run starts from the last commit: commit them, or leave them aside with --allow-dirty";
            case RepositoryState.NotARepository ignored ->
                repository + " is not a git repository; make it one with `git init` and a first commit";
            case RepositoryState.NoCommits ignored ->
                repository + " has no commit yet; a run starts from a commit: `git add -A && git commit`";
            case RepositoryState.GitMissing missing -> "git cannot be used: " + missing.why();
            case RepositoryState.BareRepository ignored ->
                repository + " is a bare repository; give the directory of a working copy";
        };
        if (refusal != null) {
            throw new ContractException("run.repository", ErrorCategory.INVALID, refusal);
        }
    }

    /** Makes the run's workspace and says so in the journal; a run that cannot have one fails. */
    public void open(RunActor actor) {
        try {
            RunWorkspace workspace = alone(actor.id(), () -> make(actor));
            actor.appendAndWait(new Fact.RunStarted(workspace.branch(), workspace.baseCommit()));
        } catch (GitFailure | MissingBlob | WorkspaceFiles.UnsafePath | UncheckedIOException failure) {
            actor.appendAndWait(new Fact.RunFailed(null, "no workspace: " + failure.getMessage()));
        }
    }

    private RunWorkspace make(RunActor actor) {
        KeptWork kept = actor.read(Workspaces::kept);
        Forked forked = kept == null ? actor.read(Workspaces::forked) : null;
        Replayed replayed = actor.read(RunFold::replayed);
        return kept != null
                ? reopen(actor, kept)
                : forked != null ? fork(actor, forked) : replayed != null ? begin(actor, replayed) : workspace(actor);
    }

    /** What a fork takes over that begins; null for any other run, and for one that was reopened. */
    private static @Nullable Forked forked(RunFold fold) {
        Fact.RunAdmitted admitted = fold.admitted();
        return admitted == null || fold.reopened() != null ? null : admitted.forked();
    }

    /** The branch begins where the source's work ends that is taken over; files beside the commits come from the store. */
    private RunWorkspace fork(RunActor actor, Forked forked) {
        String base = forked.baseCommit();
        String head = forked.headCommit();
        if (base == null || head == null) {
            return workspace(actor);
        }
        Map<String, String> lanes = new HashMap<>();
        forked.lanes().forEach((lane, commit) -> lanes.put(laneName(lane), commit));
        RunWorkspace workspace = git.forkRun(
                Path.of(actor.plan().root()), actor.id(), directory(actor.id()), new ForkPoint(base, head, lanes));
        open.put(actor.id(), workspace);
        restoreAll(
                actor,
                Forks.inherited(actor.read(fold -> Objects.requireNonNull(fold.admitted())), actor.plan())
                        .remains());
        return workspace;
    }

    /** A replay begins where the run began that it replays. */
    private RunWorkspace begin(RunActor actor, Replayed replayed) {
        String base = Objects.requireNonNull(replayed.baseCommit(), "the run had a workspace");
        RunWorkspace workspace = git.forkRun(
                Path.of(actor.plan().root()), actor.id(), directory(actor.id()), new ForkPoint(base, base, Map.of()));
        open.put(actor.id(), workspace);
        return workspace;
    }

    /** Lets the branch stand at a commit of the run that is replayed, which holds the same files. */
    void adopt(Place place, Plan plan, String commit) {
        git.adopt(place.worktree(), commit, excluded(plan));
    }

    /** The same for lanes that were merged; says where the files are otherwise. */
    String adoptMerge(Place place, Plan plan, String merged, @Nullable String recorded) {
        Path repository = Path.of(plan.root());
        String was = recorded == null ? null : git.treeOf(repository, recorded).orElse(null);
        String is = git.treeOf(repository, merged).orElse(null);
        if (recorded == null || was == null || !was.equals(is)) {
            throw new Diverged("tree", was, is);
        }
        adopt(place, plan, recorded);
        return recorded;
    }

    /** Puts the work into the workspace that a step took over in the run that is replayed. */
    void takeOver(RunActor actor, Place place, Fact.StepReused reused) {
        takeOver(actor, place, reused.commit(), reused.artifacts());
    }

    /** The same for a step whose work cannot be done again. */
    void takeOver(RunActor actor, Place place, Fact.StepSucceeded left) {
        takeOver(actor, place, left.commit(), left.artifacts());
    }

    private void takeOver(
            RunActor actor, Place place, @Nullable String commit, List<Fact.StepSucceeded.Artifact> artifacts) {
        if (commit != null) {
            git.reset(place.worktree(), commit);
        }
        restore(actor, place, artifacts);
    }

    /** Refuses to replay what is not in the repository any more. */
    public void checkRecord(Plan plan, Replayed replayed, List<String> commits) {
        List<String> all = new ArrayList<>(commits);
        if (replayed.baseCommit() != null) {
            all.add(replayed.baseCommit());
        }
        git.missing(Path.of(plan.root()), all).ifPresent(commit -> {
            throw new ContractException(
                    "run.work-gone",
                    ErrorCategory.CONFLICT,
                    "commit " + brief(commit) + " of the run is not in the repository any more");
        });
    }

    /** Refuses to fork what is not in the repository or the store any more. */
    public void checkKept(OrgId org, Plan plan, Forked forked) {
        List<String> commits = new ArrayList<>(forked.lanes().values());
        if (forked.headCommit() != null) {
            commits.add(forked.headCommit());
        }
        git.missing(Path.of(plan.root()), commits).ifPresent(commit -> {
            throw gone("commit " + brief(commit));
        });
        for (Forked.Kept kept : forked.kept()) {
            for (Fact.StepSucceeded.Artifact artifact : kept.work().artifacts()) {
                if (blobs.age(org, artifact.digest(), Instant.EPOCH) == BlobStore.Age.ABSENT) {
                    throw gone("artifact " + artifact.name() + " ("
                            + artifact.digest().abbreviated() + ")");
                }
            }
        }
    }

    private static ContractException gone(String what) {
        return new ContractException(
                "run.work-gone", ErrorCategory.CONFLICT, what + ", which would be taken over, is not there any more");
    }

    /** What a run goes on from that had a workspace before it was reopened; null for any other. */
    private static @Nullable KeptWork kept(RunFold fold) {
        Fact.RunStarted before = fold.started();
        String head = fold.head();
        if (fold.reopened() == null
                || before == null
                || before.branch() == null
                || before.baseCommit() == null
                || head == null) {
            return null;
        }
        Map<String, String> lanes = new HashMap<>();
        fold.remains().laneHeads().forEach((lane, commit) -> lanes.put(laneName(lane), commit));
        return new KeptWork(before.branch(), before.baseCommit(), head, lanes);
    }

    /**
     * What steps commit comes from git, as the last of them left it; files that steps left beside their commits come from the
     * store.
     */
    private RunWorkspace reopen(RunActor actor, KeptWork kept) {
        RunWorkspace workspace = git.reopenRun(Path.of(actor.plan().root()), actor.id(), directory(actor.id()), kept);
        open.put(actor.id(), workspace);
        restoreAll(actor, actor.read(RunFold::remains));
        return workspace;
    }

    private void restoreAll(RunActor actor, Remains remains) {
        List<StepStatus> steps = actor.read(fold -> remains.steps());
        for (StepStatus left : steps) {
            boolean inLane = left.step().lane() != null;
            if (left.artifacts().isEmpty() || (inLane && !actor.read(fold -> remains.isInOpenLane(left)))) {
                continue;
            }
            restore(actor, place(actor, left.step()), left.artifacts());
        }
    }

    /** Sets the workspace back to its last commit, as an attempt left what must not be stored. */
    void clear(Place place) {
        git.reset(place.worktree(), "HEAD");
    }

    /** Puts files back that a step left beside its commit. */
    void restore(RunActor actor, Place place, List<Fact.StepSucceeded.Artifact> artifacts) {
        WorkspaceFiles files = new WorkspaceFiles(place.directory());
        artifacts.stream()
                .filter(artifact -> !git.isCommitted(place.worktree(), artifact.name(), excluded(actor.plan())))
                .forEach(artifact -> restore(actor.org(), files, artifact));
    }

    private void restore(OrgId org, WorkspaceFiles files, Fact.StepSucceeded.Artifact artifact) {
        try (InputStream content = blobs.open(org, artifact.digest()).orElseThrow(() -> new MissingBlob(artifact))) {
            files.write(artifact.name(), content);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A file that a kept step left is not in the store any more. */
    private static final class MissingBlob extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingBlob(Fact.StepSucceeded.Artifact artifact) {
            super("artifact " + artifact.name() + " (" + artifact.digest().abbreviated()
                    + "), which is to be kept, is not in the store");
        }
    }

    /** Refuses to take a run up again on a branch that others have worked on, as that work would be lost. */
    public void checkLeft(RunFold ended, RunId run) {
        Fact.RunStarted before = ended.started();
        String head = ended.head();
        if (before == null || before.branch() == null || head == null) {
            return;
        }
        git.foreignCommit(Path.of(ended.plan().root()), run, before.branch(), head)
                .ifPresent(commit -> {
                    throw new ContractException(
                            "run.branch-moved",
                            ErrorCategory.CONFLICT,
                            "branch " + before.branch() + " has moved since the run left it at " + brief(head) + ": "
                                    + brief(commit)
                                    + " is not the run's; keep that work on another branch, and set this one back:"
                                    + " git branch -f " + before.branch() + " " + brief(head));
                });
    }

    private static String brief(String commit) {
        return commit.substring(0, Math.min(12, commit.length()));
    }

    private Path directory(RunId run) {
        return root.resolve(run.value());
    }

    private RunWorkspace workspace(RunActor actor) {
        return open.computeIfAbsent(
                actor.id(), id -> git.openRun(Path.of(actor.plan().root()), id, directory(id)));
    }

    /** The place of a step. */
    public Place place(RunActor actor, Plan.Step step) {
        RunWorkspace run = workspace(actor);
        String lane = step.lane();
        if (lane == null) {
            return new Place(run, run.root(), run.branch());
        }
        LaneWorkspace workspace = git.openLane(run, outer(lane), laneName(lane));
        return new Place(run, workspace.worktree(), workspace.branch());
    }

    /** {@code group/lane} is on the run's own branch; what stands before it is the lane its group is in. */
    private static @Nullable String outer(String lane) {
        int group = lane.lastIndexOf('/', lane.lastIndexOf('/') - 1);
        return group < 0 ? null : laneName(lane.substring(0, group));
    }

    private static String laneName(String lane) {
        return lane.replace('/', '-');
    }

    /** Merges lanes into the branch of the step that joins them. */
    public LaneMerge merge(RunActor actor, Plan.Step join, List<String> lanes) {
        String outer = join.lane();
        return git.mergeLanes(
                workspace(actor),
                outer == null ? null : laneName(outer),
                lanes.stream().map(Workspaces::laneName).toList(),
                excluded(actor.plan()));
    }

    public String tree(Place place, Plan plan) {
        return git.treeDigest(place.worktree(), excluded(plan));
    }

    /** The same for an attempt that begins: what a failed one before it left and must not be stored is taken away. */
    String treeToBeginWith(Place place, Plan plan) {
        try {
            return tree(place, plan);
        } catch (GitFailure failure) {
            if (failure.reason() != GitFailure.Reason.SECRET) {
                throw failure;
            }
            clear(place);
            return tree(place, plan);
        }
    }

    /** Outputs are artifacts, not source; protected paths keep what the last commit says. */
    static List<String> excluded(Plan plan) {
        return Stream.concat(plan.outputPaths().stream(), ProtectedPaths.inCommits().stream())
                .toList();
    }

    /** Commits what a step changed. */
    public @Nullable String checkpoint(Place place, Plan plan, Plan.Step step, RunId run) {
        return git.checkpoint(place.worktree(), run, step.id(), step.id() + ": " + step.title(), excluded(plan))
                .orElse(null);
    }

    public String diff(RunActor actor, String base, String head, int limit) {
        return secrets.redact(
                git.diff(Path.of(actor.plan().root()), base, head, limit).text());
    }

    /** Removes what a run left that never came to {@link #close}; git forgets its worktrees by itself. */
    public void remove(RunId run) {
        try {
            DirectoryTree.delete(directory(run));
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
    }

    /**
     * Frees the worktrees; the run's branch stays. They may be of a server that was killed, and never touched by this one. May
     * be done again where it failed.
     *
     * @param goesOn whether the run was taken up again meanwhile; nothing is freed then
     */
    public void close(RunActor actor, BooleanSupplier goesOn) {
        alone(actor.id(), () -> {
            if (!goesOn.getAsBoolean()) {
                free(actor);
            }
            return actor;
        });
    }

    private void free(RunActor actor) {
        RunId run = actor.id();
        Path repository = Path.of(actor.plan().root());
        RunWorkspace workspace = open.remove(run);
        if (workspace == null && !Files.isDirectory(directory(run))) {
            return;
        }
        if (!Files.exists(repository.resolve(".git"))) {
            remove(run); // its repository is gone, and with it all that git knew of the worktrees
            return;
        }
        if (workspace == null) {
            workspace = git.openRun(repository, run, directory(run));
        }
        if (actor.read(RunFold::replayed) != null) {
            git.discard(workspace);
        } else {
            git.close(workspace);
        }
    }

    /** The runs that have files here, whoever carries them out. */
    public List<RunId> present() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(RunId::isOne)
                    .map(RunId::new)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One thread at a time makes or frees the workspace of a run. */
    private <T> T alone(RunId run, Supplier<T> work) {
        ReentrantLock lock = locks.get(Math.floorMod(run.hashCode(), locks.size()));
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
