package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a person is always asked, whatever the rules say: the default branch, and production. */
final class BuiltinAsks {
    static final Duration EXPIRY = Duration.ofHours(24);

    static final ApprovalRequirement ONE_REVIEWER =
            new ApprovalRequirement(1, List.of("Reviewer", "Admin", "Owner"), List.of(), EXPIRY);

    private BuiltinAsks() {}

    static Optional<Ruling> judge(Effect effect, PolicyContext context) {
        return switch (effect.tool()) {
            case "git.push" ->
                when(
                        mayBeDefaultBranch(effect.arguments().get("branch"), context),
                        "builtin-push-default-branch",
                        "a push to the default branch is always asked");
            case "git.merge" ->
                when(
                        mergesIntoDefaultBranch(effect, context),
                        "builtin-merge-default-branch",
                        "a merge into the default branch is always asked");
            case "deploy.release" ->
                when(inProduction(effect), "builtin-prod-release", "a release to prod is always asked");
            case "deploy.rollback" ->
                when(inProduction(effect), "builtin-prod-rollback", "a rollback in prod is always asked");
            case "db.migrate" ->
                when(inProduction(effect), "builtin-prod-migration", "a migration in prod is always asked");
            default -> Optional.empty();
        };
    }

    private static Optional<Ruling> when(boolean holds, String id, String sentence) {
        return holds ? Optional.of(new Ruling.Ask(id, sentence, ONE_REVIEWER)) : Optional.empty();
    }

    private static boolean inProduction(Effect effect) {
        String environment = effect.environment();
        return environment != null
                && environment.strip().toLowerCase(Locale.ROOT).equals("prod");
    }

    /** The target goes by several names; none given may mean the branch that is checked out. */
    private static boolean mergesIntoDefaultBranch(Effect effect, PolicyContext context) {
        List<Object> targets = Stream.of("into", "base", "branch")
                .filter(effect.arguments()::containsKey)
                .<Object>map(name -> effect.arguments().get(name))
                .toList();
        return targets.isEmpty() || targets.stream().anyMatch(target -> mayBeDefaultBranch(target, context));
    }

    /** Whether git might take this for the default branch; in doubt it might. */
    private static boolean mayBeDefaultBranch(@Nullable Object given, PolicyContext context) {
        if (!(given instanceof String written)
                || !(context.project().get(PolicyContext.DEFAULT_BRANCH) instanceof String defaultBranch)) {
            return true;
        }
        String target = written.substring(written.lastIndexOf(':') + 1);
        String branch = shortName(target.startsWith("+") ? target.substring(1) : target);
        return branch.isEmpty()
                || branch.equals("HEAD")
                || branch.equals("@")
                || branch.chars().anyMatch(c -> c <= ' ' || "*?[\\^~".indexOf(c) >= 0)
                || branch.equalsIgnoreCase(shortName(defaultBranch));
    }

    private static String shortName(String branch) {
        String name = branch.startsWith("refs/") ? branch.substring("refs/".length()) : branch;
        return name.startsWith("heads/") ? name.substring("heads/".length()) : name;
    }
}
