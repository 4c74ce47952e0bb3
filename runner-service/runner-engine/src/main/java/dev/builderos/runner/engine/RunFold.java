package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run, as the fold of its facts, and the decision what comes next. Each fact costs what it changes, not the
 * size of the run. Used by one thread at a time.
 *
 * <p>{@link #apply} gives the commands that follow from one fact. {@link #outstanding} gives those that still hold after all
 * facts so far, for a runner that takes the run over; both agree on what is to be done.
 */
public final class RunFold {
    private final Plan plan;
    private final Map<StepId, StepStatus> steps = new LinkedHashMap<>();
    private final Map<StepId, List<StepId>> dependents = new HashMap<>();
    private final Map<StepId, StepId> compensations = new HashMap<>();
    private final Lanes lanes;

    private RunPhase phase = RunPhase.NEW;
    private RunState outcome = RunState.ADMITTED;
    private Fact.@Nullable RunAdmitted admitted;
    private @Nullable Instant admittedAt;
    private @Nullable Instant endedAt;
    private Fact.@Nullable RunStarted started;
    private Fact.@Nullable RunCancelRequested cancelled;
    private @Nullable StepId failedStep;
    private @Nullable String failure;
    private @Nullable String head;
    private Fact.@Nullable ReceiptIssued receipt;
    private long inputTokens;
    private long outputTokens;
    private int open;
    private int working;
    private List<Command> commands = new ArrayList<>();

    public RunFold(Plan plan) {
        this.plan = plan;
        for (Plan.Step step : plan.steps()) {
            steps.put(step.id(), new StepStatus(step, step.needs().size()));
            for (StepId need : step.needs()) {
                dependents.computeIfAbsent(need, id -> new ArrayList<>()).add(step.id());
            }
            if (step.compensates() != null) {
                compensations.put(step.compensates(), step.id());
            }
        }
        lanes = new Lanes(plan);
        open = steps.size();
    }

    /**
     * Takes the next fact in.
     *
     * @param at when it was written
     * @return what follows from it, in order
     * @throws IllegalFact when it cannot follow the facts so far; the state is then as before
     */
    public List<Command> apply(Fact fact, Instant at) {
        commands = new ArrayList<>();
        switch (fact) {
            case Fact.RunAdmitted it -> admit(it, at);
            case Fact.RunStarted it -> start(it);
            case Fact.RunTakenOver ignored -> require(phase != RunPhase.NEW && !phase.over(), fact);
            case Fact.StepStarted it -> begin(it, at);
            case Fact.ModelAnswered it -> {
                running(it, it.attempt()).answered(it);
                inputTokens += it.inputTokens();
                outputTokens += it.outputTokens();
            }
            case Fact.OfCall it -> call(it);
            case Fact.StepSucceeded it -> succeed(it, at);
            case Fact.StepFailed it -> fail(it, at);
            case Fact.StepSkipped it -> leave(it, StepState.SKIPPED, it.reason(), at);
            case Fact.StepCancelled it -> leave(it, StepState.CANCELLED, it.reason(), at);
            case Fact.RunCancelRequested it -> cancel(it);
            case Fact.RunSucceeded it -> {
                finish(fact, RunPhase.RUNNING, RunPhase.SUCCEEDED, at);
                head = it.headCommit();
            }
            case Fact.RunFailed it -> {
                finish(fact, phase == RunPhase.ADMITTED ? RunPhase.ADMITTED : RunPhase.FAILING, RunPhase.FAILED, at);
                failedStep = it.step();
                failure = it.reason();
            }
            case Fact.RunCancelled it -> {
                finish(fact, RunPhase.CANCELLING, RunPhase.CANCELLED, at);
                failure = it.reason();
            }
            case Fact.ReceiptIssued it -> {
                require(phase.over() && receipt == null, fact);
                receipt = it;
                phase = RunPhase.CLOSED;
                commands.add(new Command.CloseWorkspace());
            }
        }
        return commands;
    }

    /** What is to be done now, whatever was done before the last fact: for taking a run over. */
    public List<Command> outstanding() {
        List<Command> todo = new ArrayList<>();
        if (phase == RunPhase.ADMITTED) {
            todo.add(new Command.OpenWorkspace());
        } else if (phase == RunPhase.CLOSED) {
            todo.add(new Command.CloseWorkspace());
        } else if (phase.over()) {
            todo.add(new Command.IssueReceipt());
        } else {
            for (StepStatus status : steps.values()) {
                StepId id = status.step().id();
                switch (status.state) {
                    case RUNNING ->
                        todo.add(
                                status.doomed
                                        ? new Command.StopStep(id, stopReason())
                                        : new Command.ContinueStep(id, status.attempt));
                    case RETRYING ->
                        todo.add(new Command.RetryLater(
                                id, status.attempt + 1, status.retryAt == null ? Instant.EPOCH : status.retryAt));
                    case PENDING -> {
                        if (started(status)) {
                            todo.add(new Command.StartStep(id, status.attempt + 1));
                        }
                    }
                    case WAITING, UNKNOWN, SUCCEEDED, FAILED, SKIPPED, CANCELLED -> {}
                }
            }
        }
        return todo;
    }

    private void admit(Fact.RunAdmitted fact, Instant at) {
        require(phase == RunPhase.NEW, fact);
        phase = RunPhase.ADMITTED;
        admitted = fact;
        admittedAt = at;
        commands.add(new Command.OpenWorkspace());
    }

    private void start(Fact.RunStarted fact) {
        require(phase == RunPhase.ADMITTED, fact);
        phase = RunPhase.RUNNING;
        started = fact;
        head = fact.baseCommit();
        for (StepStatus status : steps.values()) {
            if (status.blockedBy == 0 && status.step().compensates() == null) {
                ready(status);
            }
        }
        if (open == 0) {
            commands.add(new Command.Write(new Fact.RunSucceeded(head)));
        }
    }

    private void cancel(Fact.RunCancelRequested fact) {
        require(!phase.over() && phase != RunPhase.NEW && cancelled == null, fact);
        cancelled = fact;
        phase = RunPhase.CANCELLING;
        stopAll("the run was cancelled", StepState.CANCELLED);
    }

    private void finish(Fact fact, RunPhase from, RunPhase to, Instant at) {
        require(phase == from && (open == 0 || from == RunPhase.ADMITTED), fact);
        phase = to;
        outcome = state();
        endedAt = at;
        commands.add(new Command.IssueReceipt());
    }

    private void begin(Fact.StepStarted fact, Instant at) {
        StepStatus status = status(fact);
        require(
                !status.doomed
                        && fact.attempt() == status.attempt + 1
                        && (status.state == StepState.RETRYING
                                || (status.state == StepState.PENDING && started(status))),
                fact);
        status.begin(fact, at);
        working++;
    }

    private void call(Fact.OfCall fact) {
        StepStatus status = status(fact);
        require(fact.attempt() == status.attempt, fact);
        if (fact instanceof Fact.ToolCalled called) {
            require(status.state == StepState.RUNNING, fact);
            require(called.effectDigest().equals(called.effect().digest()), fact);
            status.open(called.callId(), new CallStatus(called.effect(), called.effectDigest(), status.isGated()));
            return;
        }
        boolean answer = fact instanceof Fact.ApprovalGranted || fact instanceof Fact.ApprovalRefused;
        require(answer == (status.state != StepState.RUNNING) && !status.state.terminal(), fact);
        CallStatus call = status.call(fact.callId());
        require(call.effectDigest().equals(fact.effectDigest()), fact);
        call.apply(fact);
        if (fact instanceof Fact.ApprovalRequested) {
            status.state = call.unknown() ? StepState.UNKNOWN : StepState.WAITING;
            working--;
        } else if (answer) {
            status.state = StepState.RUNNING;
            working++;
            commands.add(new Command.ContinueStep(status.step().id(), status.attempt));
        }
    }

    private void succeed(Fact.StepSucceeded fact, Instant at) {
        StepStatus status = running(fact, fact.attempt());
        require(status.gatesPassed(), fact);
        working--;
        status.outputs = fact.outputs();
        status.artifacts = fact.artifacts();
        status.commit = fact.commit();
        if (fact.commit() != null && status.step().lane() == null) {
            head = fact.commit();
        }
        status.end(StepState.SUCCEEDED, null, at);
        ended(status);
    }

    private void fail(Fact.StepFailed fact, Instant at) {
        StepStatus status = status(fact);
        boolean joinOfFailedLanes =
                status.state == StepState.PENDING && status.doomed && lanes.isJoin(fact.step()) && fact.attempt() == 0;
        require(joinOfFailedLanes || (status.state == StepState.RUNNING && fact.attempt() == status.attempt), fact);
        if (!joinOfFailedLanes) {
            working--;
        }
        status.failureClass = fact.failureClass();
        if (fact.retryAt() != null) {
            status.state = StepState.RETRYING;
            status.message = fact.message();
            status.retryAt = fact.retryAt();
            commands.add(
                    status.doomed
                            ? new Command.Write(new Fact.StepCancelled(fact.step(), stopReason()))
                            : new Command.RetryLater(fact.step(), fact.attempt() + 1, fact.retryAt()));
            return;
        }
        status.end(StepState.FAILED, fact.message(), at);
        ended(status);
    }

    private void leave(Fact.OfStep fact, StepState outcome, String reason, Instant at) {
        StepStatus status = status(fact);
        require(
                status.doomed
                        && (outcome == StepState.SKIPPED
                                ? status.state == StepState.PENDING
                                : !status.state.terminal()),
                fact);
        if (status.state == StepState.RUNNING) {
            working--;
        }
        status.end(outcome, reason, at);
        ended(status);
    }

    /** Decides what follows from a step being over. */
    private void ended(StepStatus status) {
        open--;
        Plan.Step step = status.step();
        boolean passed =
                status.state == StepState.SUCCEEDED || (status.state == StepState.FAILED && step.continueOnFailure());
        if (phase == RunPhase.RUNNING) {
            compensate(status, passed);
            if (!passed && step.lane() == null && step.compensates() == null) {
                fail(status);
            }
            if (passed) {
                release(step.id());
            }
            laneStepEnded(status, passed);
        }
        if (open == 0) {
            settle();
        }
    }

    /** Starts what takes a failed step back; says that it is not needed otherwise. */
    private void compensate(StepStatus status, boolean passed) {
        StepId compensation = compensations.get(status.step().id());
        if (compensation == null) {
            return;
        }
        if (compensating(status(compensation))) {
            commands.add(new Command.StartStep(compensation, 1));
        } else {
            StepId id = status.step().id();
            skip(status(compensation), passed ? "not needed: " + id + " went well" : id + " was not reached");
        }
    }

    /** Whether this step takes back one that has failed: nothing but a cancel keeps it from doing so. */
    private boolean compensating(StepStatus status) {
        StepId failed = status.step().compensates();
        return failed != null && !status.doomed && status(failed).state == StepState.FAILED;
    }

    private void release(StepId passed) {
        for (StepId dependent : dependents.getOrDefault(passed, List.of())) {
            StepStatus next = status(dependent);
            next.blockedBy--;
            if (next.blockedBy == 0) {
                ready(next);
            }
        }
    }

    private void ready(StepStatus status) {
        Plan.Step step = status.step();
        if (status.doomed || status.state != StepState.PENDING || lanes.isJoin(step.id())) {
            return;
        }
        if (step.lane() == null || lanes.admit(step.lane(), step.id())) {
            commands.add(new Command.StartStep(step.id(), status.attempt + 1));
        }
    }

    private void laneStepEnded(StepStatus status, boolean passed) {
        String lane = status.step().lane();
        if (lane == null) {
            return;
        }
        if (!passed && status.step().compensates() == null && !lanes.hasFailed(lane)) {
            lanes.failed(lane);
            stopLane(lane, status.step().id() + " failed");
        }
        for (StepId waiting : lanes.stepEnded(lane)) {
            ready(status(waiting));
        }
        Plan.Group group = lanes.groupOf(lane);
        Lanes.Outcome outcome = lanes.outcome(group);
        if (outcome.decided() && group.failFast()) {
            for (String other : group.lanes()) {
                if (!lanes.isOver(other) && !lanes.hasFailed(other)) {
                    lanes.failed(other);
                    stopLane(other, "the outcome of " + group.id() + " was certain");
                }
            }
        }
        StepStatus join = status(group.id());
        if (outcome.complete() && join.state == StepState.PENDING && !join.doomed) {
            join.doomed = !outcome.enough();
            commands.add(
                    outcome.enough()
                            ? new Command.StartStep(group.id(), join.attempt + 1)
                            : new Command.Write(new Fact.StepFailed(
                                    group.id(), 0, failureClassOf(group), lanes.failureOf(group), null)));
        }
    }

    private String failureClassOf(Plan.Group group) {
        return steps.values().stream()
                .filter(status -> status.state == StepState.FAILED
                        && !status.step().continueOnFailure()
                        && status.failureClass != null
                        && group.lanes().contains(String.valueOf(status.step().lane())))
                .map(status -> String.valueOf(status.failureClass))
                .findFirst()
                .orElse("test_failed");
    }

    private void stopLane(String lane, String reason) {
        stop(steps.values().stream().filter(status -> within(status, lane)).toList(), reason, StepState.SKIPPED);
    }

    private static boolean within(StepStatus status, String lane) {
        String own = status.step().lane();
        return own != null && (own.equals(lane) || own.startsWith(lane + "/"));
    }

    private void fail(StepStatus status) {
        StepId step = status.step().id();
        phase = RunPhase.FAILING;
        failedStep = step;
        failure = step + ": " + (status.message == null ? "failed" : status.message);
        stopAll(step + " failed", StepState.SKIPPED);
    }

    private void stopAll(String reason, StepState pendingBecomes) {
        stop(steps.values(), reason, pendingBecomes);
    }

    private void stop(Collection<StepStatus> which, String reason, StepState pendingBecomes) {
        List<ApprovalId> unanswered = new ArrayList<>();
        for (StepStatus status : which) {
            StepId id = status.step().id();
            if (status.doomed || (phase != RunPhase.CANCELLING && compensating(status))) {
                continue;
            }
            switch (status.state) {
                case RUNNING -> {
                    status.doomed = true;
                    commands.add(new Command.StopStep(id, reason));
                }
                case WAITING, UNKNOWN, RETRYING -> {
                    status.doomed = true;
                    unanswered.addAll(status.unanswered());
                    commands.add(new Command.Write(new Fact.StepCancelled(id, reason)));
                }
                case PENDING -> {
                    if (pendingBecomes == StepState.CANCELLED) {
                        status.doomed = true;
                        commands.add(new Command.Write(new Fact.StepCancelled(id, reason)));
                    } else {
                        skip(status, "not reached: " + reason);
                    }
                }
                case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> {}
            }
        }
        if (!unanswered.isEmpty()) {
            commands.add(new Command.Withdraw(unanswered, reason));
        }
    }

    private void skip(StepStatus status, String reason) {
        if (!status.doomed && status.state == StepState.PENDING) {
            status.doomed = true;
            commands.add(new Command.Write(new Fact.StepSkipped(status.step().id(), reason)));
        }
    }

    /** Every step is over: says what came of the run. */
    private void settle() {
        Fact last = switch (phase) {
            case RUNNING -> new Fact.RunSucceeded(head);
            case FAILING -> new Fact.RunFailed(failedStep, failure == null ? "failed" : failure);
            case CANCELLING ->
                new Fact.RunCancelled(
                        cancelled == null || cancelled.reason() == null
                                ? "cancelled"
                                : "cancelled: " + cancelled.reason());
            case NEW, ADMITTED, SUCCEEDED, FAILED, CANCELLED, CLOSED -> null;
        };
        if (last != null) {
            commands.add(new Command.Write(last));
        }
    }

    private boolean started(StepStatus status) {
        Plan.Step step = status.step();
        if (step.compensates() != null) {
            return compensating(status);
        }
        if (status.doomed || phase != RunPhase.RUNNING) {
            return false;
        }
        if (lanes.isJoin(step.id())) {
            Lanes.Outcome outcome = lanes.outcome(lanes.group(step.id()));
            return outcome.complete() && outcome.enough();
        }
        return status.blockedBy == 0 && (step.lane() == null || lanes.isActive(step.lane()));
    }

    private String stopReason() {
        return switch (phase) {
            case CANCELLING -> "the run was cancelled";
            case RUNNING -> "its lane was stopped";
            case NEW, ADMITTED, FAILING, SUCCEEDED, FAILED, CANCELLED, CLOSED -> "the run failed";
        };
    }

    private StepStatus running(Fact.OfStep fact, int attempt) {
        StepStatus status = status(fact);
        require(status.state == StepState.RUNNING && status.attempt == attempt, fact);
        return status;
    }

    private StepStatus status(Fact.OfStep fact) {
        StepStatus status = steps.get(fact.step());
        if (status == null || phase == RunPhase.NEW || phase == RunPhase.ADMITTED || phase.over()) {
            throw new IllegalFact(fact.type() + " of " + fact.step() + " cannot follow in phase " + phase);
        }
        return status;
    }

    private StepStatus status(StepId id) {
        StepStatus status = steps.get(id);
        if (status == null) {
            throw new IllegalStateException("the plan has no step " + id);
        }
        return status;
    }

    private void require(boolean legal, Fact fact) {
        if (!legal) {
            throw new IllegalFact(fact.type() + " cannot follow in phase " + phase
                    + (fact instanceof Fact.OfStep of && steps.containsKey(of.step())
                            ? " with " + of.step() + " " + status(of.step()).state + " at attempt "
                                    + status(of.step()).attempt
                            : ""));
        }
    }

    public Plan plan() {
        return plan;
    }

    /** Where the run stands for people. */
    public RunState state() {
        return switch (phase) {
            case NEW, ADMITTED -> RunState.ADMITTED;
            case RUNNING, FAILING ->
                working == 0 && steps.values().stream().anyMatch(RunFold::waitsForPeople)
                        ? RunState.WAITING
                        : RunState.RUNNING;
            case CANCELLING -> RunState.CANCELLING;
            case SUCCEEDED -> RunState.SUCCEEDED;
            case FAILED -> RunState.FAILED;
            case CANCELLED -> RunState.CANCELLED;
            case CLOSED -> outcome;
        };
    }

    private static boolean waitsForPeople(StepStatus status) {
        return status.state == StepState.WAITING || status.state == StepState.UNKNOWN;
    }

    /** Whether no fact will follow. */
    public boolean closed() {
        return phase == RunPhase.CLOSED;
    }

    /** The lanes a join merges, in merge order: those that are over and did not fail. */
    public List<String> lanesThatPassed(StepId join) {
        return lanes.group(join).lanes().stream()
                .filter(lane -> lanes.isOver(lane) && !lanes.hasFailed(lane))
                .toList();
    }

    public Map<StepId, StepStatus> steps() {
        return Collections.unmodifiableMap(steps);
    }

    public StepStatus step(StepId id) {
        return status(id);
    }

    public Fact.@Nullable RunAdmitted admitted() {
        return admitted;
    }

    public Fact.@Nullable RunStarted started() {
        return started;
    }

    public @Nullable Instant admittedAt() {
        return admittedAt;
    }

    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /** Why the run failed or was cancelled; null when neither. */
    public @Nullable String failure() {
        return failure;
    }

    /** The newest commit on the run's branch. */
    public @Nullable String head() {
        return head;
    }

    public Fact.@Nullable ReceiptIssued receipt() {
        return receipt;
    }

    public long inputTokens() {
        return inputTokens;
    }

    public long outputTokens() {
        return outputTokens;
    }

    public List<ApprovalId> pendingApprovals() {
        return steps.values().stream()
                .filter(RunFold::waitsForPeople)
                .flatMap(status -> status.unanswered().stream())
                .toList();
    }
}
