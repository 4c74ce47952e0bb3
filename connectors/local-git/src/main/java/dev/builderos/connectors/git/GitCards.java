package dev.builderos.connectors.git;

import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectContext;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows {@code git.*} effects to people. */
final class GitCards {
    private static final int DIFF_LIMIT = 64 * 1024;

    EffectCard of(Effect effect, Consequence consequence, EffectContext context) {
        Git git = Git.at(context.repository());
        Optional<Diff> diff = diff(effect, git);
        return new EffectCard(
                title(effect),
                exact(effect),
                diff.map(GitCards::shown).orElse(null),
                risk(effect, consequence, diff),
                undo(effect, consequence),
                blastRadius(effect),
                null);
    }

    private static String title(Effect effect) {
        return switch (effect.tool()) {
            case GitConnector.COMMIT -> "commit on " + effect.text("branch");
            case GitConnector.PUSH ->
                "push " + brief(effect.text("commit")) + " to " + effect.text("branch") + " of "
                        + effect.text("remote");
            case GitConnector.PULL_REQUEST ->
                "open a pull request from " + effect.text("branch") + " into " + effect.text("base") + " at "
                        + effect.text("remote");
            default -> effect.tool();
        };
    }

    private static String exact(Effect effect) {
        return effect.arguments().entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining("\n", "tool: " + effect.tool() + "\nagent: " + effect.agent() + "\n", ""));
    }

    private static Optional<Diff> diff(Effect effect, Git git) {
        @Nullable
        String from = switch (effect.tool()) {
            case GitConnector.COMMIT -> effect.text("parent");
            case GitConnector.PUSH -> effect.textOrNull("expected");
            case GitConnector.PULL_REQUEST -> effect.text("base_commit");
            default -> null;
        };
        if (from == null) {
            return Optional.empty();
        }
        String to = effect.tool().equals(GitConnector.COMMIT) ? effect.text("tree") : effect.text("commit");
        return Optional.of(Diffs.between(git, from, to, DIFF_LIMIT));
    }

    private static String shown(Diff diff) {
        return diff.truncated() ? diff.text() + "… cut after " + DIFF_LIMIT / 1024 + " KiB\n" : diff.text();
    }

    private static Risk risk(Effect effect, Consequence consequence, Optional<Diff> diff) {
        List<String> factors = new ArrayList<>();
        if (consequence == Consequence.DESTRUCTIVE) {
            factors.add("goes straight to the default branch " + effect.text("base"));
        }
        if (effect.tool().equals(GitConnector.PUSH) && effect.textOrNull("expected") == null) {
            factors.add("creates branch " + effect.text("branch") + " at the remote");
        }
        diff.ifPresent(change -> factors.add("changes " + change.summary()));
        Risk.Level level = switch (consequence) {
            case READ -> Risk.Level.LOW;
            case REVERSIBLE -> effect.tool().equals(GitConnector.COMMIT) ? Risk.Level.LOW : Risk.Level.MEDIUM;
            case DESTRUCTIVE -> Risk.Level.HIGH;
        };
        return new Risk(level, factors);
    }

    private static String undo(Effect effect, Consequence consequence) {
        return switch (consequence) {
            case READ -> "nothing to undo";
            case REVERSIBLE ->
                effect.tool().equals(GitConnector.COMMIT)
                        ? "the commit is only on the run's own branch " + effect.text("branch")
                        : "delete the branch: git push " + effect.text("remote") + " --delete " + effect.text("branch");
            case DESTRUCTIVE ->
                "only by another commit (git revert); others may have fetched " + brief(effect.text("commit"));
        };
    }

    private static String blastRadius(Effect effect) {
        return switch (effect.tool()) {
            case GitConnector.PUSH, GitConnector.PULL_REQUEST ->
                "branch " + effect.text("branch") + " at " + effect.text("url");
            default -> "this run's own branch " + effect.text("branch");
        };
    }

    private static String brief(String commit) {
        return commit.substring(0, 12);
    }
}
