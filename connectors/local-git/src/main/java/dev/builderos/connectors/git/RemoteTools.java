package dev.builderos.connectors.git;

import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.EffectOutcome.Done;
import dev.builderos.connectors.EffectOutcome.Failed;
import dev.builderos.connectors.FailureClass;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.RequestedArguments;
import dev.builderos.contracts.effect.Effect;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** {@code git.push} and {@code git.pull_request}: what leaves the machine, or at least the repository. */
final class RemoteTools {
    /** Where the branch stood at the remote when the effect was prepared; absent when it did not exist. */
    static final String EXPECTED = "expected";

    private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,199}");
    private static final int TITLE_LIMIT = 200;
    private static final int BODY_LIMIT = 64 * 1024;
    private static final int STAT_LIMIT = 1024;

    Map<String, Object> push(RequestedArguments asked, EffectContext context) {
        String remoteName = Optional.ofNullable(asked.textOrNull("remote")).orElse(context.remote());
        String branch = Optional.ofNullable(asked.textOrNull("branch")).orElse(context.branch());
        return exact(remoteName, branch, context);
    }

    /** As {@link #push}, with the remote as it was found for a recorded push. */
    Map<String, Object> pushAgain(RequestedArguments asked, EffectContext context, Effect recorded) {
        String remoteName = Optional.ofNullable(asked.textOrNull("remote")).orElse(context.remote());
        String branch = Optional.ofNullable(asked.textOrNull("branch")).orElse(context.branch());
        return exactAgain(remoteName, branch, context, recorded);
    }

    Map<String, Object> pullRequest(RequestedArguments asked, EffectContext context) {
        return withWords(asked, context, () -> exact(context.remote(), context.branch(), context));
    }

    /** As {@link #pullRequest}, with the remote as it was found for a recorded one. */
    Map<String, Object> pullRequestAgain(RequestedArguments asked, EffectContext context, Effect recorded) {
        return withWords(asked, context, () -> exactAgain(context.remote(), context.branch(), context, recorded));
    }

    private static Map<String, Object> withWords(
            RequestedArguments asked, EffectContext context, Supplier<Map<String, Object>> push) {
        String title = asked.text("title").strip();
        String body = Optional.ofNullable(asked.textOrNull("body")).orElse("");
        if (title.isEmpty() || title.length() > TITLE_LIMIT || title.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidArguments(
                    "`title` of git.pull_request must be one line of 1 to " + TITLE_LIMIT + " characters");
        }
        if (body.length() > BODY_LIMIT) {
            throw new InvalidArguments("`body` of git.pull_request must have at most 64 KiB");
        }
        if (context.branch().equals(context.defaultBranch())) {
            throw new InvalidArguments("a pull request goes from another branch into " + context.defaultBranch());
        }
        Map<String, Object> exact = push.get();
        exact.put("title", title);
        exact.put("body", body);
        exact.put("base_commit", context.baseCommit());
        return exact;
    }

    /** Everything a push needs, read now; performing it later fails unless the remote still is as it was. */
    private static Map<String, Object> exact(String remoteName, String branch, EffectContext context) {
        requireSafe(branch);
        Git git = WorkspaceTools.worktree(context).git();
        if (!git.ask(1000, "check-ref-format", "refs/heads/" + branch).succeeded()) {
            throw new InvalidArguments("not a branch name: " + branch);
        }
        Remote remote = Remote.of(git, remoteName);
        String commit = git.text("rev-parse", "HEAD^{commit}");
        Map<String, Object> exact = new TreeMap<>();
        exact.put("remote", remote.name());
        exact.put("url", remote.url());
        exact.put("branch", branch);
        exact.put("base", context.defaultBranch());
        exact.put("commit", commit);
        remote.ref(git, "refs/heads/" + branch).ifPresent(present -> {
            if (!git.isAncestor(present, commit)) {
                throw new InvalidArguments("branch " + branch + " of " + remote.name() + " stands at "
                        + present.substring(0, 12) + ", which is not part of " + commit.substring(0, 12)
                        + "; pushing would overwrite it");
            }
            exact.put(EXPECTED, present);
        });
        return exact;
    }

    private static Map<String, Object> exactAgain(
            String remoteName, String branch, EffectContext context, Effect recorded) {
        requireSafe(branch);
        Map<String, Object> exact = new TreeMap<>();
        exact.put("remote", remoteName);
        exact.put("url", recorded.text("url"));
        exact.put("branch", branch);
        exact.put("base", context.defaultBranch());
        exact.put("commit", WorkspaceTools.worktree(context).head());
        String expected = recorded.textOrNull(EXPECTED);
        if (expected != null) {
            exact.put(EXPECTED, expected);
        }
        return exact;
    }

    EffectOutcome performPush(Effect effect, EffectContext context) {
        requireSafe(effect.text("branch"));
        Git git = WorkspaceTools.worktree(context).git();
        Remote remote = unchanged(git, effect);
        String ref = "refs/heads/" + effect.text("branch");
        String commit = effect.text("commit");
        String expected = expected(effect);
        context.log().accept("pushing " + commit.substring(0, 12) + " to " + effect.text("branch"));
        if (remote.push(git, List.of(new Remote.Move(ref, expected, commit)))
                || remote.ref(git, ref).filter(commit::equals).isPresent()) {
            return pushed(effect);
        }
        return moved(effect);
    }

    /**
     * The remote keeps no keys, so the branch itself is asked. That is enough: a push sets it to one commit, and setting it
     * there twice is the same as once.
     */
    Lookup lookupPush(Effect effect, EffectContext context) {
        Git git = WorkspaceTools.worktree(context).git();
        Remote remote = unchanged(git, effect);
        String now = remote.ref(git, "refs/heads/" + effect.text("branch")).orElse("");
        if (now.equals(effect.text("commit"))) {
            return new Lookup.Happened(pushed(effect));
        }
        if (now.equals(expected(effect))) {
            return new Lookup.DidNotHappen();
        }
        return new Lookup.CannotTell("branch " + effect.text("branch") + " of " + effect.text("remote") + " stands at "
                + (now.isEmpty() ? "nothing" : now) + ": neither what it was before the push nor what was pushed");
    }

    EffectOutcome performPullRequest(Effect effect, EffectContext context) {
        Optional<Done> earlier = findPullRequest(effect, context);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        requireSafe(effect.text("branch"));
        Git git = WorkspaceTools.worktree(context).git();
        Remote remote = unchanged(git, effect);
        String head = effect.text("commit");
        Diff diff = Diffs.between(git, effect.text("base_commit"), head, STAT_LIMIT);
        var draft = new PullRequest(
                0,
                effect.text("title"),
                effect.text("body"),
                effect.text("base"),
                effect.text("branch"),
                head,
                context.runId().value(),
                diff.summary(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
        context.log().accept("pushing " + head.substring(0, 12) + " and opening a pull request");
        return new PullRequests(git, remote)
                .open(draft, context.idempotencyKey(), expected(effect))
                .<EffectOutcome>map(pull -> opened(pull, remote))
                .orElseGet(() -> moved(effect));
    }

    Optional<Done> findPullRequest(Effect effect, EffectContext context) {
        Git git = WorkspaceTools.worktree(context).git();
        Remote remote = unchanged(git, effect);
        return new PullRequests(git, remote).find(context.idempotencyKey()).map(pull -> opened(pull, remote));
    }

    private static Done opened(PullRequest pull, Remote remote) {
        String url = remote.url() + "#refs/builderos/pulls/" + pull.number();
        String summary = "pull request " + pull.number() + ": " + pull.branch() + " into " + pull.base() + " ("
                + pull.diffstat() + ")";
        return new Done(
                summary,
                Map.of(
                        "number",
                        Integer.toString(pull.number()),
                        "branch",
                        pull.branch(),
                        "head",
                        pull.head(),
                        "base",
                        pull.base(),
                        "url",
                        url),
                summary + "\n" + url);
    }

    private static Done pushed(Effect effect) {
        String summary = "pushed " + effect.text("commit").substring(0, 12) + " to " + effect.text("branch") + " of "
                + effect.text("remote");
        return new Done(
                summary,
                Map.of(
                        "commit",
                        effect.text("commit"),
                        "branch",
                        effect.text("branch"),
                        "remote",
                        effect.text("remote")),
                summary);
    }

    private static Failed moved(Effect effect) {
        return new Failed(
                FailureClass.INVALID_OUTPUT,
                "branch " + effect.text("branch") + " of " + effect.text("remote")
                        + " has moved since this was prepared; nothing was pushed");
    }

    /** The remote must still be where it was when the effect was judged. */
    private static Remote unchanged(Git git, Effect effect) {
        Remote remote = Remote.of(git, effect.text("remote"));
        if (!remote.url().equals(effect.text("url"))) {
            throw new InvalidArguments(
                    "remote `" + remote.name() + "` has another address than when this was prepared");
        }
        return remote;
    }

    private static String expected(Effect effect) {
        return Optional.ofNullable(effect.textOrNull(EXPECTED)).orElse("");
    }

    /** No refspec syntax ({@code +}, {@code :}, {@code *}, {@code ^}) and nothing that reads as an option. */
    private static void requireSafe(String branch) {
        if (!BRANCH.matcher(branch).matches() || branch.contains("..") || branch.contains("//")) {
            throw new InvalidArguments("not a branch name: " + branch);
        }
    }
}
