package dev.builderos.runner.steps;

import dev.builderos.connectors.git.GitFailure;
import dev.builderos.connectors.git.LaneMerge;
import dev.builderos.connectors.git.LaneWorkspace;
import dev.builderos.connectors.git.RepositoryState;
import dev.builderos.connectors.git.RunWorkspace;
import dev.builderos.connectors.git.RunWorkspaces;
import dev.builderos.connectors.git.Worktree;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.RunId;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.tools.ProtectedPaths;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where runs and lanes work: a worktree and a branch each. */
@ApplicationScoped
public class Workspaces {
    private static final int LISTED_FILES = 10;

    private final RunWorkspaces git = new RunWorkspaces();
    private final Path root;
    private final Map<RunId, RunWorkspace> open = new ConcurrentHashMap<>();

    Workspaces(RunnerConfig config) {
        this.root = config.home().resolve("workspaces");
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
            RunWorkspace workspace = workspace(actor);
            actor.appendAndWait(new Fact.RunStarted(workspace.branch(), workspace.baseCommit()));
        } catch (GitFailure failure) {
            actor.appendAndWait(new Fact.RunFailed(null, "no workspace: " + failure.getMessage()));
        }
    }

    private RunWorkspace workspace(RunActor actor) {
        return open.computeIfAbsent(
                actor.id(), id -> git.openRun(Path.of(actor.plan().root()), id, root.resolve(id.value())));
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
        return git.diff(Path.of(actor.plan().root()), base, head, limit).text();
    }

    /** Frees the worktrees; the run's branch stays. They may be of a server that was killed, and never touched by this one. */
    public void close(RunActor actor) {
        RunWorkspace workspace = open.remove(actor.id());
        if (workspace == null && Files.isDirectory(root.resolve(actor.id().value()))) {
            workspace = git.openRun(
                    Path.of(actor.plan().root()),
                    actor.id(),
                    root.resolve(actor.id().value()));
        }
        if (workspace != null) {
            git.close(workspace);
        }
    }
}
