package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.StepId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the shell has to do because of a fact. Carrying one out twice must do no harm: after a crash it is given again. */
public sealed interface Command {
    /** Write this fact, in the same transaction as the one that led to it. */
    record Write(Fact fact) implements Command {}

    /**
     * Make the run's workspace, at {@link RunFold#head} when the run was reopened, then write {@link Fact.RunStarted}. A plan
     * that {@linkplain Plan#needsWorkspace needs none} gets none.
     */
    record OpenWorkspace() implements Command {}

    /** Start this attempt: write {@link Fact.StepStarted}, then work. */
    record StartStep(StepId step, int attempt) implements Command {}

    /** Read what the {@code foreach} of this step goes over, then write {@link Fact.StepExpanded}, or that it failed. */
    record ExpandStep(StepId step) implements Command {}

    /** Go on with an attempt that has started: after an approval was answered, or after a crash. */
    record ContinueStep(StepId step, int attempt) implements Command {}

    /** Give {@link StartStep} for the next attempt at this time. */
    record RetryLater(StepId step, int attempt, Instant at) implements Command {}

    /** Kill what the step runs, then write {@link Fact.StepCancelled}. */
    record StopStep(StepId step, String reason) implements Command {}

    /** Kill what the step runs, then write {@link Fact.StepFailed} of class {@code timeout} without another attempt. */
    record TimeOutStep(StepId step, int attempt, String message) implements Command {}

    /**
     * Ask {@link RunFold#timeUp} at this time, and write what it answers. A later one for the same subject replaces it.
     *
     * @param step null for the run as a whole
     */
    record WakeAt(@Nullable StepId step, Instant at) implements Command {}

    /** Nobody needs these answers any more. */
    record Withdraw(List<ApprovalId> approvals, String reason) implements Command {
        public Withdraw {
            approvals = List.copyOf(approvals);
        }
    }

    /** Make and keep the receipt, then write {@link Fact.ReceiptIssued}. */
    record IssueReceipt() implements Command {}

    /** The run is over: free its workspace. */
    record CloseWorkspace() implements Command {}
}
