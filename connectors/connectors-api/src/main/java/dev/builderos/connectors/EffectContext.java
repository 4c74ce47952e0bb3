package dev.builderos.connectors;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an effect happens. What the effect itself is must stand in the effect, not here.
 *
 * @param idempotencyKey the same for every attempt at the same effect; 1 to 200 letters, digits and {@code . _ : / -}
 * @param repository the user's repository: the directory that holds {@code .git}
 * @param workspace the worktree of the run or lane, in which agents may have written anything
 * @param branch the branch that worktree is on
 * @param baseCommit the commit the run began with
 * @param environment the settings of the environment the effect is aimed at, or null
 * @param remote the name of the git remote, usually {@code origin}
 * @param defaultBranch the project's default branch, usually {@code main}
 * @param excludedPaths paths of the workspace that no commit takes in: outputs of the run, and what nobody may change
 * @param stateDirectory a directory of the server's own, for what connectors keep
 * @param log takes one line of progress at a time; called from the performing thread
 */
public record EffectContext(
        RunId runId,
        StepId stepId,
        String idempotencyKey,
        ProjectId project,
        Path repository,
        Path workspace,
        String branch,
        String baseCommit,
        @Nullable EnvironmentSettings environment,
        String remote,
        String defaultBranch,
        List<String> excludedPaths,
        Path stateDirectory,
        Consumer<String> log) {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:/-]{1,200}");

    public EffectContext {
        if (!KEY.matcher(idempotencyKey).matches()) {
            throw new IllegalArgumentException("not an idempotency key: " + idempotencyKey);
        }
        excludedPaths = List.copyOf(excludedPaths);
        repository = repository.toAbsolutePath().normalize();
        workspace = workspace.toAbsolutePath().normalize();
        stateDirectory = stateDirectory.toAbsolutePath().normalize();
    }

    /**
     * The settings of the environment.
     *
     * @throws InvalidArguments when the request names none
     */
    public EnvironmentSettings requiredEnvironment(String tool) {
        if (environment == null) {
            throw new InvalidArguments(tool + " needs an environment: add `env: dev` to the step");
        }
        return environment;
    }
}
