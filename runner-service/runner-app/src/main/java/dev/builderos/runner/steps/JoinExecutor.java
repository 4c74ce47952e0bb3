package dev.builderos.runner.steps;

import dev.builderos.connectors.git.GitFailure;
import dev.builderos.connectors.git.LaneMerge;
import dev.builderos.contracts.runner.StepState;
import dev.builderos.runner.engine.Plan;
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
        Plan.Group group = step.plan().groups().stream()
                .filter(each -> each.id().equals(step.step().id()))
                .findFirst()
                .orElseThrow();
        List<String> lanes = group.lanes().stream()
                .filter(lane -> step.read(fold -> fold.steps().values().stream()
                        .filter(status -> lane.equals(status.step().lane()))
                        .allMatch(status -> status.state() == StepState.SUCCEEDED
                                || (status.state() == StepState.FAILED && status.step().continueOnFailure()))))
                .toList();
        try {
            return switch (workspaces.merge(step.actor(), lanes)) {
                case LaneMerge.Merged merged -> {
                    step.log().say("merged " + String.join(", ", lanes) + " to " + merged.commit());
                    yield new StepOutcome.Merged(merged.commit());
                }
                case LaneMerge.Conflicted conflicted ->
                    new StepOutcome.Failed(
                            "invalid_output",
                            conflicted.files().entrySet().stream()
                                    .map(entry -> entry.getKey() + " conflicts in " + String.join(", ", entry.getValue()))
                                    .collect(Collectors.joining("; ", "the lanes do not merge: ", "")));
            };
        } catch (GitFailure failure) {
            return new StepOutcome.Failed("infrastructure", String.valueOf(failure.getMessage()));
        }
    }
}
