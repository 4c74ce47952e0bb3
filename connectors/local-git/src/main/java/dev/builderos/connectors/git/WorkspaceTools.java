package dev.builderos.connectors.git;

import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.EffectOutcome.Done;
import dev.builderos.connectors.FailureClass;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.RequestedArguments;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.redaction.KnownSecrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code git.status}, {@code git.diff} and {@code git.commit}: what happens within a run's own worktree. */
final class WorkspaceTools {
    private static final int DIFF_LIMIT = 256 * 1024;
    private static final int MOST_FILES = 500;
    private static final int MESSAGE_LIMIT = 10_000;

    private final Snapshots snapshots;

    WorkspaceTools(KnownSecrets secrets) {
        this.snapshots = new Snapshots(secrets);
    }

    static Worktree worktree(EffectContext context) {
        return Worktree.find(context.repository(), context.workspace())
                .orElseThrow(() -> new GitFailure(
                        GitFailure.Reason.REFUSED,
                        context.workspace() + " is not a worktree of " + context.repository()));
    }

    Map<String, Object> reading(EffectContext context) {
        return Map.of("branch", context.branch(), "base", context.baseCommit());
    }

    Map<String, Object> commit(RequestedArguments asked, EffectContext context) {
        String message = asked.text("message").strip();
        if (message.isEmpty() || message.length() > MESSAGE_LIMIT) {
            throw new InvalidArguments("`message` of git.commit must have 1 to " + MESSAGE_LIMIT + " characters");
        }
        Worktree worktree = worktree(context);
        Git git = worktree.git();
        String parent = git.text("rev-parse", "HEAD^{commit}");
        String tree = snapshots.peek(git, worktree, context.excludedPaths());
        if (git.text("rev-parse", parent + "^{tree}").equals(tree)) {
            throw new InvalidArguments("there is nothing to commit: no file changed since the last commit");
        }
        return Map.of("branch", context.branch(), "parent", parent, "tree", tree, "message", message);
    }

    EffectOutcome status(EffectContext context) {
        Worktree worktree = worktree(context);
        Git git = worktree.git();
        String tree = snapshots.peek(git, worktree, context.excludedPaths());
        List<String> changed = git.text("diff-tree", "-r", "--name-status", "--no-renames", "HEAD", tree)
                .lines()
                .toList();
        String shown = String.join("\n", changed.subList(0, Math.min(MOST_FILES, changed.size())));
        String more = changed.size() > MOST_FILES ? "\n… and " + (changed.size() - MOST_FILES) + " more" : "";
        String summary = changed.isEmpty() ? "nothing changed" : files(changed.size()) + " changed";
        return new Done(summary, Map.of("changed", Integer.toString(changed.size())), shown + more);
    }

    EffectOutcome diff(Effect effect, EffectContext context) {
        Worktree worktree = worktree(context);
        Git git = worktree.git();
        String tree = snapshots.peek(git, worktree, context.excludedPaths());
        Diff diff = Diffs.between(git, effect.text("base"), tree, DIFF_LIMIT);
        String cut = diff.truncated() ? "\n… cut after " + DIFF_LIMIT / 1024 + " KiB" : "";
        return new Done(diff.summary(), Map.of("files", Integer.toString(diff.files())), diff.text() + cut);
    }

    /** Commits the very tree that was prepared, whatever the workspace holds by now. */
    EffectOutcome perform(Effect effect, EffectContext context) {
        Optional<Done> earlier = find(effect, context);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Git git = worktree(context).git();
        String parent = effect.text("parent");
        if (!git.text("rev-parse", "HEAD^{commit}").equals(parent)) {
            return new EffectOutcome.Failed(
                    FailureClass.INVALID_OUTPUT, "the branch has moved since this commit was prepared");
        }
        String message = effect.text("message") + "\n\n"
                + Trailers.line(Trailers.RUN, context.runId())
                + Trailers.line(Trailers.STEP, context.stepId())
                + Trailers.line(Trailers.KEY, context.idempotencyKey());
        String commit = git.textFrom(message, "commit-tree", effect.text("tree"), "-p", parent, "-F", "-");
        git.text("update-ref", "HEAD", commit, parent);
        git.text("read-tree", commit);
        return done(commit);
    }

    Optional<Done> find(Effect effect, EffectContext context) {
        Git git = worktree(context).git();
        String range = effect.text("parent") + "..HEAD";
        return git.text("rev-list", "--first-parent", "--max-count=1000", range)
                .lines()
                .filter(commit -> Trailers.find(git.text("cat-file", "commit", commit), Trailers.KEY)
                        .filter(context.idempotencyKey()::equals)
                        .isPresent())
                .findFirst()
                .map(WorkspaceTools::done);
    }

    private static Done done(String commit) {
        return new Done("committed " + commit.substring(0, 12), Map.of("commit", commit), "committed " + commit);
    }

    private static String files(int count) {
        return count + (count == 1 ? " file" : " files");
    }
}
