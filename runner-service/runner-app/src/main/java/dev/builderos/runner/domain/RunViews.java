package dev.builderos.runner.domain;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.ArtifactView;
import dev.builderos.contracts.runner.ReplayView;
import dev.builderos.contracts.runner.ReusedWork;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.contracts.runner.RunView;
import dev.builderos.contracts.runner.StepView;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Replayed;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.StepStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Draws the views of a run from its fold. */
public final class RunViews {
    private RunViews() {}

    public static RunSummary summary(RunId id, RunFold fold, long facts) {
        Fact.RunAdmitted admitted = admitted(fold);
        return new RunSummary(
                id,
                admitted.project(),
                admitted.pipeline(),
                fold.state(),
                admitted.requester().id(),
                Objects.requireNonNull(fold.admittedAt()),
                fold.endedAt(),
                facts,
                admitted.options().forkOf(),
                admitted.options().replayOf(),
                null);
    }

    public static RunView view(RunId id, RunFold fold, long facts) {
        Fact.RunAdmitted admitted = admitted(fold);
        Fact.RunStarted started = fold.started();
        Fact.ReceiptIssued receipt = fold.receipt();
        return new RunView(
                summary(id, fold, facts),
                fold.plan().inputs(),
                fold.failure() == null ? fold.queuedBecause() : fold.failure(),
                started == null ? null : started.branch(),
                started == null ? null : started.baseCommit(),
                fold.head(),
                admitted.options().with(fold.model()),
                Objects.requireNonNull(fold.planDigest()),
                fold.plan().policyDigest(),
                fold.steps().values().stream().map(RunViews::step).toList(),
                fold.pendingApprovals(),
                fold.usage().inputTokens(),
                fold.usage().outputTokens(),
                receipt == null ? null : receipt.digest(),
                replay(fold),
                fold.usage().cost().text(),
                fold.usage().cost().unpriced());
    }

    public static List<ArtifactView> artifacts(RunFold fold) {
        return fold.steps().values().stream()
                .flatMap(status -> status.artifacts().stream()
                        .map(it -> new ArtifactView(status.step().id(), it.name(), it.digest(), it.bytes())))
                .toList();
    }

    private static StepView step(StepStatus status) {
        var step = status.step();
        return new StepView(
                step.id(),
                step.work().kind(),
                step.title(),
                step.lane(),
                step.needs(),
                status.state(),
                status.attempt(),
                step.principal(),
                status.contentKey(),
                status.startedAt(),
                status.endedAt(),
                status.message(),
                status.outputs(),
                reused(status),
                status.cacheMiss());
    }

    private static @Nullable ReplayView replay(RunFold fold) {
        Replayed replayed = fold.replayed();
        if (replayed == null) {
            return null;
        }
        Fact.ReplayDiverged diverged = fold.divergence();
        ReplayView.Outcome outcome = diverged != null
                ? ReplayView.Outcome.DIVERGED
                : !fold.state().terminal()
                        ? ReplayView.Outcome.OPEN
                        : fold.endedAsRecorded() ? ReplayView.Outcome.EQUAL : ReplayView.Outcome.BROKEN;
        return new ReplayView(
                replayed.run(),
                outcome,
                diverged == null
                        ? null
                        : new ReplayView.Divergence(
                                diverged.step(),
                                diverged.attempt(),
                                diverged.field(),
                                diverged.recorded(),
                                diverged.replayed()));
    }

    private static @Nullable ReusedWork reused(StepStatus status) {
        Fact.StepReused reused = status.reused();
        return reused == null
                ? null
                : new ReusedWork(
                        reused.from(),
                        switch (reused.why()) {
                            case CACHE -> ReusedWork.Why.CACHE;
                            case RESUME -> ReusedWork.Why.RESUME;
                            case FORK -> ReusedWork.Why.FORK;
                        });
    }

    private static Fact.RunAdmitted admitted(RunFold fold) {
        return Objects.requireNonNull(fold.admitted(), "the run was admitted");
    }
}
