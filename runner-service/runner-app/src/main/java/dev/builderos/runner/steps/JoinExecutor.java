package dev.builderos.runner.steps;

import dev.builderos.connectors.git.GitFailure;
import dev.builderos.connectors.git.LaneMerge;
import java.util.List;
import java.util.stream.Collectors;

/** Merges the lanes that went well into the branch they came from. */
final class JoinExecutor implements StepExecutor {
    private final Workspaces workspaces;

    JoinExecutor(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    @Override
    public StepOutcome execute(StepContext step) {
        List<String> lanes = step.read(fold -> fold.lanesThatPassed(step.step().id()));
        try {
            return switch (workspaces.merge(step.actor(), step.step(), lanes)) {
                case LaneMerge.Merged merged -> {
                    step.log().say("merged " + String.join(", ", lanes) + " to " + merged.commit());
                    yield new StepOutcome.Merged(merged.commit());
                }
                case LaneMerge.Conflicted conflicted ->
                    new StepOutcome.Failed(
                            "invalid_output",
                            conflicted.files().entrySet().stream()
                                    .map(entry ->
                                            entry.getKey() + " conflicts in " + String.join(", ", entry.getValue()))
                                    .collect(Collectors.joining("; ", "the lanes do not merge: ", "")));
            };
        } catch (GitFailure failure) {
            return new StepOutcome.Failed("infrastructure", String.valueOf(failure.getMessage()));
        }
    }
}
