package dev.builderos.connectors.deploy;

import dev.builderos.connectors.git.Diff;
import dev.builderos.connectors.git.Git;
import dev.builderos.connectors.git.RunWorkspaces;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows {@code deploy.*} effects to people. */
final class DeployCards {
    private static final int DIFF_LIMIT = 64 * 1024;

    EffectCard of(Effect effect, Git git) {
        Change change = Change.of(effect, git);
        return new EffectCard(
                title(effect),
                exact(effect),
                change.diff().map(DeployCards::shown).orElse(null),
                new Risk(level(effect), factors(effect, change)),
                undo(effect),
                "the service of " + effect.text("project") + " in " + effect.environment() + " at " + effect.text("url")
                        + ": a short interruption, then another version",
                null);
    }

    /** What changes between the live commit and the one to be live, when both are known. */
    private record Change(Optional<Diff> diff, int commits, Relation relation) {
        enum Relation {
            NEWER,
            OTHER,
            UNKNOWN
        }

        static Change of(Effect effect, Git git) {
            @Nullable String from = effect.textOrNull("previous_commit");
            @Nullable String to = effect.textOrNull("commit");
            if (from == null
                    || to == null
                    || git.commit(from).isEmpty()
                    || git.commit(to).isEmpty()) {
                return new Change(Optional.empty(), 0, Relation.UNKNOWN);
            }
            int commits = Integer.parseInt(git.text("rev-list", "--count", from + ".." + to));
            return new Change(
                    Optional.of(RunWorkspaces.diff(git, from, to, DIFF_LIMIT)),
                    commits,
                    git.isAncestor(from, to) ? Relation.NEWER : Relation.OTHER);
        }
    }

    private static String title(Effect effect) {
        String place = effect.environment() + " (" + effect.text("url") + ")";
        if (effect.tool().equals(DeployConnector.ROLLBACK)) {
            String release = effect.textOrNull("release");
            return release == null
                    ? "take " + effect.text("project") + " down in " + place
                    : "roll " + effect.text("project") + " back to " + release + " in " + place;
        }
        String verb = effect.tool().equals(DeployConnector.PREVIEW) ? "preview " : "release ";
        return verb + effect.text("project") + "@" + effect.text("commit").substring(0, 12) + " to " + place;
    }

    private static String exact(Effect effect) {
        return effect.arguments().entrySet().stream()
                .map(each -> each.getKey() + ": " + VisibleText.of(String.valueOf(each.getValue())))
                .collect(Collectors.joining(
                        "\n",
                        "tool: " + effect.tool() + "\nagent: " + effect.agent() + "\nenvironment: "
                                + effect.environment() + "\n",
                        ""));
    }

    private static String shown(Diff diff) {
        return diff.truncated() ? diff.text() + "… cut after " + DIFF_LIMIT / 1024 + " KiB\n" : diff.text();
    }

    private static Risk.Level level(Effect effect) {
        if (effect.text("protection").equals("protected")) {
            return Risk.Level.HIGH;
        }
        return effect.textOrNull("previous") == null ? Risk.Level.LOW : Risk.Level.MEDIUM;
    }

    private static List<String> factors(Effect effect, Change change) {
        List<String> factors = new ArrayList<>();
        if (effect.text("protection").equals("protected")) {
            factors.add(effect.environment() + " is a protected environment");
        }
        @Nullable String previous = effect.textOrNull("previous");
        if (previous == null) {
            factors.add("first release: there is no previous one to go back to");
        } else if (effect.textOrNull("release") == null) {
            factors.add("nothing will serve on port " + effect.arguments().get("port"));
        } else {
            factors.add("replaces " + previous + " on port "
                    + effect.arguments().get("port") + ", with a short interruption");
        }
        change.diff()
                .ifPresent(diff ->
                        factors.add(commits(change.commits()) + " and " + diff.summary() + " since " + previous));
        switch (change.relation()) {
            case NEWER -> {}
            case OTHER -> factors.add("does not contain the commit that serves now");
            case UNKNOWN -> {
                if (previous != null && effect.textOrNull("commit") != null) {
                    factors.add("the commit that serves now is not in the repository any more");
                }
            }
        }
        return factors;
    }

    private static String undo(Effect effect) {
        @Nullable String previous = effect.textOrNull("previous");
        String rollback = "builderos rollback --env " + effect.environment();
        if (effect.tool().equals(DeployConnector.ROLLBACK)) {
            return rollback + " --to " + previous + ", or release again";
        }
        return previous == null
                ? rollback + " (takes the service down: there is no previous release)"
                : rollback + " (starts " + previous + " again)";
    }

    private static String commits(int count) {
        return count + (count == 1 ? " commit" : " commits");
    }
}
