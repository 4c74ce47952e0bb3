package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.EffectOrigin;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run, as the fold of its facts, and the decision what comes next. Each fact costs what it changes, not the
 * size of the run. Used by one thread at a time.
 *
 * <p>{@link #apply} gives the commands that follow from one fact. {@link #outstanding} gives those that still hold after all
 * facts so far, for a runner that takes the run over; both agree on what is to be done.
 */
public final class RunFold {
    /** More items than a {@code foreach} can have. */
    public static final int MAX_ITEMS = 10_000;

    private final PlanSource plans;
    private Course course;
    private Stopping stopping;
    private Scheduling scheduling;
    private Clocks clocks;
    private Calls calls;

    private RunState outcome = RunState.ADMITTED;
    private Fact.@Nullable RunAdmitted admitted;
    private @Nullable Digest planDigest;
    private @Nullable Instant admittedAt;
    private @Nullable Instant endedAt;
    private Fact.@Nullable RunStarted started;
    private Fact.@Nullable RunReopened reopened;
    private boolean cancelled;
    private Fact.@Nullable ReplayDiverged divergence;
    private int openings = 1;
    private Fact.@Nullable ReceiptIssued receipt;
    private Usage usage = Usage.NONE;
    private final History history = new History();

    public RunFold(Plan plan) {
        this(plan, PlanSource.NONE);
    }

    /**
     * A run without facts.
     *
     * @param plan the one it was admitted with
     * @param plans those it may have been reopened with
     */
    public RunFold(Plan plan, PlanSource plans) {
        this.plans = plans;
        this.course = Course.of(plan);
        this.stopping = new Stopping(course);
        this.scheduling = new Scheduling(course, stopping);
        this.clocks = new Clocks(course);
        this.calls = new Calls(course);
    }

    private void follow(Course next) {
        course = next;
        stopping = new Stopping(next);
        scheduling = new Scheduling(next, stopping);
        clocks = new Clocks(next);
        calls = new Calls(next);
    }

    /**
     * Takes the next fact in.
     *
     * @param at when it was written
     * @return what follows from it, in order
     * @throws IllegalFact when it cannot follow the facts so far; the state is then as before
     */
    public List<Command> apply(Fact fact, Instant at) {
        course.commands = new ArrayList<>();
        switch (fact) {
            case Fact.RunAdmitted it -> admit(it, at);
            case Fact.RunStarted it -> start(it);
            case Fact.RunQueued it -> queue(it);
            case Fact.RunReleased it -> release(it);
            case Fact.RunPaused it -> pause(it);
            case Fact.RunUnpaused it -> unpause(it);
            case Fact.RunTimedOut it -> timeOut(it, at);
            case Fact.RunReopened it -> reopen(it);
            case Fact.RunTakenOver ignored -> require(course.phase != RunPhase.NEW && !course.phase.over(), fact);
            case Fact.ReplayDiverged it -> diverge(it);
            case Fact.StepStarted it -> begin(it, at);
            case Fact.StepExpanded it -> expand(it);
            case Fact.StepTimedOut it -> timeOut(it, at);
            case Fact.StepReused it -> reuse(it, at);
            case Fact.ModelAnswered it -> {
                running(it, it.attempt()).answered(it);
                usage = usage.plus(it);
            }
            case Fact.OfCall it -> {
                calls.take(it, status(it));
                history.take(it, status(it), at);
            }
            case Fact.StepSucceeded it -> succeed(it, at);
            case Fact.StepFailed it -> fail(it, at);
            case Fact.StepSkipped it -> leave(it, StepState.SKIPPED, it.reason(), at);
            case Fact.StepCancelled it -> leave(it, StepState.CANCELLED, it.reason(), at);
            case Fact.RunCancelRequested it -> cancel(it);
            case Fact.RunSucceeded it -> {
                finish(fact, RunPhase.RUNNING, RunPhase.SUCCEEDED, at);
                course.head = it.headCommit();
            }
            case Fact.RunFailed it -> {
                finish(
                        fact,
                        course.phase == RunPhase.ADMITTED ? RunPhase.ADMITTED : RunPhase.FAILING,
                        RunPhase.FAILED,
                        at);
                course.failedStep = it.step();
                course.failure = it.reason();
            }
            case Fact.RunCancelled it -> {
                finish(fact, RunPhase.CANCELLING, RunPhase.CANCELLED, at);
                course.failure = it.reason();
            }
            case Fact.ReceiptIssued it -> {
                require(course.phase.over() && receipt == null, fact);
                receipt = it;
                course.phase = RunPhase.CLOSED;
                course.commands.add(new Command.CloseWorkspace());
            }
        }
        clocks.look(fact, state(), at);
        return course.commands;
    }

    /** What is to be done now, whatever was done before the last fact: for taking a run over. */
    public List<Command> outstanding() {
        return new Outstanding(course, stopping, clocks).commands();
    }

    /**
     * What is to be written because a {@link Command.WakeAt} came: empty when the time is not up, or nobody waits for it any more.
     *
     * @param step null for the run as a whole
     */
    public Optional<Fact> timeUp(@Nullable StepId step, Instant now) {
        if (!clocks.up(step, now) || course.phase.over()) {
            return Optional.empty();
        }
        if (step == null) {
            return Optional.of(new Fact.RunTimedOut());
        }
        StepStatus status = course.steps.find(step);
        return status == null || status.timedOut || status.doomed
                ? Optional.empty()
                : Optional.of(new Fact.StepTimedOut(step));
    }

    // ---- the run

    private void admit(Fact.RunAdmitted fact, Instant at) {
        require(course.phase == RunPhase.NEW, fact);
        course.phase = RunPhase.ADMITTED;
        admitted = fact;
        admittedAt = at;
        planDigest = fact.planDigest();
        course.inheritance = new Inheritance(fact.forked());
        history.begin(course);
        course.succeeded = course.inheritance.size();
        Replayed replayed = fact.replayed();
        course.replay = replayed != null;
        course.conditions.admitted(replayed == null ? fact.run() : replayed.run());
        course.commands.add(new Command.OpenWorkspace());
    }

    private void start(Fact.RunStarted fact) {
        require(course.phase == RunPhase.ADMITTED && !course.queued, fact);
        course.phase = RunPhase.RUNNING;
        started = fact;
        course.conditions.started(shownAs(fact));
        if (course.head == null) {
            course.head = fact.baseCommit();
        }
        scheduling.begin();
    }

    /** Where the run works as far as its texts and conditions tell: a replay says what the run said that it replays. */
    private Fact.RunStarted shownAs(Fact.RunStarted fact) {
        Replayed replayed = replayed();
        return replayed == null ? fact : new Fact.RunStarted(replayed.branch(), replayed.baseCommit());
    }

    private void queue(Fact.RunQueued fact) {
        require(course.phase == RunPhase.ADMITTED && !course.queued, fact);
        course.queued = true;
        course.queuedBecause = fact.reason();
    }

    private void release(Fact.RunReleased fact) {
        require(course.phase == RunPhase.ADMITTED && course.queued, fact);
        course.queued = false;
        course.queuedBecause = null;
        course.commands.add(new Command.OpenWorkspace());
    }

    private void pause(Fact.RunPaused fact) {
        require((course.phase == RunPhase.ADMITTED || course.phase == RunPhase.RUNNING) && !course.paused, fact);
        course.paused = true;
    }

    private void unpause(Fact.RunUnpaused fact) {
        require((course.phase == RunPhase.ADMITTED || course.phase == RunPhase.RUNNING) && course.paused, fact);
        course.paused = false;
        scheduling.goOn();
    }

    private void timeOut(Fact.RunTimedOut fact, Instant at) {
        require(course.phase == RunPhase.RUNNING && clocks.up(null, at), fact);
        String reason = "the run was not done within " + Clocks.seconds(course.plan.timeout());
        scheduling.fail(reason, reason);
    }

    private void reopen(Fact.RunReopened fact) {
        require(course.phase.over() && !course.replay, fact);
        Plan plan = fact.planDigest().equals(planDigest) ? course.plan : plans.plan(fact.planDigest());
        Course next = Reopening.of(course, plan, fact.kept());
        if (next.head == null && started != null) {
            next.head = started.baseCommit();
        }
        if (admitted != null) {
            next.conditions.admitted(admitted.run());
        }
        follow(next);
        planDigest = fact.planDigest();
        reopened = fact;
        outcome = RunState.ADMITTED;
        endedAt = null;
        receipt = null;
        cancelled = false;
        openings++;
        course.commands.add(new Command.OpenWorkspace());
    }

    private void diverge(Fact.ReplayDiverged fact) {
        StepStatus status = status(fact);
        require(course.replay && divergence == null && !status.state.terminal(), fact);
        divergence = fact;
        String reason = "the replay diverged at " + fact.step() + ": " + fact.field();
        if (course.phase == RunPhase.RUNNING) {
            course.failedStep = fact.step();
            scheduling.fail(reason, reason);
        }
        if (course.steps.open() == 0) {
            scheduling.settle();
        }
    }

    private void cancel(Fact.RunCancelRequested fact) {
        require(!course.phase.over() && course.phase != RunPhase.NEW && !cancelled, fact);
        cancelled = true;
        course.cancelReason = fact.reason();
        course.phase = RunPhase.CANCELLING;
        stopping.stopAll("the run was cancelled", StepState.CANCELLED);
        if (course.steps.open() == 0) {
            scheduling.settle();
        }
    }

    private void finish(Fact fact, RunPhase from, RunPhase to, Instant at) {
        require(course.phase == from && (course.steps.open() == 0 || from == RunPhase.ADMITTED), fact);
        course.phase = to;
        outcome = state();
        endedAt = at;
        course.commands.add(new Command.IssueReceipt());
    }

    // ---- steps

    private void begin(Fact.StepStarted fact, Instant at) {
        StepStatus status = status(fact);
        require(
                course.steps.isDue(status)
                        && !course.holds(status)
                        && fact.attempt() == status.attempt + 1
                        && (status.step().each() == null || status.expanded),
                fact);
        status.begin(fact, at);
        course.steps.move(status, StepState.RUNNING);
    }

    private void expand(Fact.StepExpanded fact) {
        StepStatus status = status(fact);
        Plan.Each each = status.step().each();
        boolean legal =
                !status.expanded && course.steps.isDue(status) && fact.items().size() <= MAX_ITEMS;
        require(legal && each != null, fact);
        if (each != null) {
            scheduling.expand(status, Expansion.of(status.step(), each, fact.items()));
        }
    }

    private void timeOut(Fact.StepTimedOut fact, Instant at) {
        StepStatus status = status(fact);
        require(!status.timedOut && !status.doomed && clocks.up(fact.step(), at), fact);
        status.timedOut = true;
        if (status.state == StepState.RUNNING) {
            course.commands.add(new Command.TimeOutStep(fact.step(), status.attempt, Clocks.tooLong(status)));
        } else {
            course.steps.notDue(status);
            course.write(new Fact.StepFailed(fact.step(), status.attempt, "timeout", Clocks.tooLong(status), null));
        }
    }

    private void reuse(Fact.StepReused fact, Instant at) {
        StepStatus status = status(fact);
        require(
                course.steps.isDue(status)
                        && status.state == StepState.PENDING
                        && !status.isGated()
                        && status.step().compensates() == null,
                fact);
        status.takeOver(fact);
        status.startedAt = at;
        succeeded(status, at);
    }

    private void succeed(Fact.StepSucceeded fact, Instant at) {
        StepStatus status = running(fact, fact.attempt());
        require(status.gatesPassed(), fact);
        status.outputs = fact.outputs();
        status.artifacts = fact.artifacts();
        status.commit = fact.commit();
        succeeded(status, at);
    }

    private void succeeded(StepStatus status, Instant at) {
        int inherited = status.reused == null
                ? 0
                : course.inheritance.order(status.step().id());
        status.order = inherited > 0 ? inherited : ++course.succeeded;
        course.left(status);
        end(status, StepState.SUCCEEDED, null, at);
    }

    private void fail(Fact.StepFailed fact, Instant at) {
        StepStatus status = status(fact);
        boolean before = fact.attempt() == 0
                && fact.retryAt() == null
                && status.state == StepState.PENDING
                && (status.refused || (status.step().each() != null && course.steps.isDue(status)));
        boolean late = status.timedOut && !status.state.terminal() && fact.retryAt() == null;
        require(before || ((late || status.state == StepState.RUNNING) && fact.attempt() == status.attempt), fact);
        status.failureClass = fact.failureClass();
        if (fact.retryAt() == null) {
            end(status, StepState.FAILED, fact.message(), at);
            return;
        }
        course.steps.move(status, StepState.RETRYING);
        status.countFailure(fact.failureClass());
        status.message = fact.message();
        status.retryAt = fact.retryAt();
        if (status.doomed) {
            course.write(new Fact.StepCancelled(fact.step(), stopping.reason()));
        } else if (status.timedOut) {
            course.write(new Fact.StepFailed(fact.step(), status.attempt, "timeout", Clocks.tooLong(status), null));
        } else {
            scheduling.again(status);
        }
    }

    private void leave(Fact.OfStep fact, StepState outcome, String reason, Instant at) {
        StepStatus status = status(fact);
        require(
                outcome == StepState.SKIPPED
                        ? status.state == StepState.PENDING && (status.doomed || status.ruledOut)
                        : !status.state.terminal() && status.doomed,
                fact);
        end(status, outcome, reason, at);
    }

    private void end(StepStatus status, StepState outcome, @Nullable String why, Instant at) {
        course.steps.move(status, outcome);
        status.end(why, at);
        scheduling.ended(status);
    }

    private StepStatus running(Fact.OfStep fact, int attempt) {
        StepStatus status = status(fact);
        require(status.state == StepState.RUNNING && status.attempt == attempt, fact);
        return status;
    }

    private StepStatus status(Fact.OfStep fact) {
        StepStatus status = course.steps.find(fact.step());
        if (status == null
                || course.phase == RunPhase.NEW
                || course.phase == RunPhase.ADMITTED
                || course.phase.over()) {
            throw new IllegalFact(fact.type() + " of " + fact.step() + " cannot follow in phase " + course.phase);
        }
        return status;
    }

    private void require(boolean legal, Fact fact) {
        if (!legal) {
            StepStatus status = fact instanceof Fact.OfStep of ? course.steps.find(of.step()) : null;
            throw new IllegalFact(fact.type() + " cannot follow in phase " + course.phase
                    + (status == null
                            ? ""
                            : " with " + status.step().id() + " " + status.state + " at attempt " + status.attempt));
        }
    }

    // ---- what there is to know

    /** The plan the run follows now. */
    public Plan plan() {
        return course.plan;
    }

    /** The digest of that plan; null before the run is admitted. */
    public @Nullable Digest planDigest() {
        return planDigest;
    }

    /** Where the run stands for people. */
    public RunState state() {
        return switch (course.phase) {
            case NEW, ADMITTED -> course.queued ? RunState.QUEUED : course.paused ? RunState.PAUSED : RunState.ADMITTED;
            case RUNNING, FAILING -> {
                if (course.held()) {
                    yield RunState.PAUSED;
                }
                yield course.steps.working() == 0 && !course.steps.waiting().isEmpty()
                        ? RunState.WAITING
                        : RunState.RUNNING;
            }
            case CANCELLING -> RunState.CANCELLING;
            case SUCCEEDED -> RunState.SUCCEEDED;
            case FAILED -> RunState.FAILED;
            case CANCELLED -> RunState.CANCELLED;
            case CLOSED -> outcome;
        };
    }

    /** Whether the run is over and its receipt issued: no fact follows, unless the run is reopened. */
    public boolean closed() {
        return course.phase == RunPhase.CLOSED;
    }

    /** How often the run was taken up: 1 for a run that was never reopened. */
    public int openings() {
        return openings;
    }

    /** Whether people hold the run back. */
    public boolean paused() {
        return course.paused;
    }

    /** The lanes a join merges, in merge order: those that are over and did not fail. */
    public List<String> lanesThatPassed(StepId join) {
        return course.lanes.namesThatPassed(join);
    }

    /** The steps in the order of the plan; those of a {@code foreach} at the end. */
    public Map<StepId, StepStatus> steps() {
        return course.steps.all();
    }

    public StepStatus step(StepId id) {
        return course.steps.status(id);
    }

    /** What led to the effects of a step. */
    public EffectOrigin origin(StepId id) {
        return Origins.of(plan(), step(id).step());
    }

    /** What the steps left that stands. */
    public Remains remains() {
        return new Remains(course);
    }

    /** The newest file of each name that steps left. */
    public Map<String, Digest> artifacts() {
        return Collections.unmodifiableMap(course.artifacts);
    }

    /** What is written in place of starting a step that is due, because its work is taken over; null when it is carried out. */
    public @Nullable Fact insteadOfStart(StepId step) {
        StepStatus status = step(step);
        return course.steps.isDue(status) ? course.inheritance.insteadOf(status, course) : null;
    }

    public Fact.@Nullable RunAdmitted admitted() {
        return admitted;
    }

    /** How the run was taken up again, last; null when it never was. */
    public Fact.@Nullable RunReopened reopened() {
        return reopened;
    }

    /** The files the plan of now was made of. */
    public @Nullable Digest snapshot() {
        return reopened != null ? reopened.snapshot() : admitted == null ? null : admitted.snapshot();
    }

    /** What takes the place of the models the files name, now; null when nothing does. */
    public @Nullable String model() {
        return reopened != null
                ? reopened.model()
                : admitted == null ? null : admitted.options().model();
    }

    /** What the run replays; null for one that is no replay. */
    public @Nullable Replayed replayed() {
        return admitted == null ? null : admitted.replayed();
    }

    /** Where a replay came out otherwise; null when it did not. */
    public Fact.@Nullable ReplayDiverged divergence() {
        return divergence;
    }

    /** Whether a replay that is over ended as the run did that it replays, with every step. */
    public boolean endedAsRecorded() {
        Replayed replayed = replayed();
        return replayed != null && replayed.isEqualTo(this);
    }

    /** How the run got its workspace, last; null when it never did. */
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
        return course.failure;
    }

    /** What the run waits for before it may start; null unless it is queued. */
    public @Nullable String queuedBecause() {
        return state() == RunState.QUEUED ? course.queuedBecause : null;
    }

    /** The newest commit on the run's branch; for a run that was reopened, the newest that was kept. */
    public @Nullable String head() {
        return course.head;
    }

    public Fact.@Nullable ReceiptIssued receipt() {
        return receipt;
    }

    /** What it has done, as far as policies ask. */
    public History history() {
        return history;
    }

    /** What models were used for it, in all openings. */
    public Usage usage() {
        return usage;
    }

    public List<ApprovalId> pendingApprovals() {
        return course.steps.waiting().stream()
                .flatMap(status -> status.unanswered().stream())
                .toList();
    }

    /** A digest of all of the state: equal for equal facts, whoever folds them. */
    public Digest stateHash() {
        return Digest.of(StateText.of(this));
    }

    Course course() {
        return course;
    }
}
