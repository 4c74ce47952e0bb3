package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Carries a run out the way the runner does, except that chance decides everything: which command is next, how work ends,
 * what people answer, when they cancel, and when the process dies.
 */
final class RandomShell {
    private static final int PATIENCE = 10_000;
    private static final Fact PAUSED = new Fact.RunPaused("local:owner", null);
    private static final Fact UNPAUSED = new Fact.RunUnpaused("local:owner");

    private final Random random;
    private final Plan plan;
    private final Laws laws;
    private final List<Fact> journal = new ArrayList<>();
    private final List<Task> todo = new ArrayList<>();
    private final boolean mayCancel;
    private final boolean mayCrash;
    private final boolean mayPause;
    private RunFold fold;
    private int reopened;
    private int approvals;

    RandomShell(Plan plan, Random random) {
        this.plan = plan;
        this.random = random;
        this.laws = new Laws(plan);
        this.fold = new RunFold(plan);
        this.mayCancel = random.nextInt(3) == 0;
        this.mayCrash = random.nextBoolean();
        this.mayPause = random.nextInt(3) == 0;
    }

    /** Something to do: a command, or the next move of an attempt that works. */
    private sealed interface Task {
        record Of(Command command) implements Task {}

        record Work(StepId step, int attempt, boolean resumed) implements Task {}
    }

    /** The run from its admission to its receipt. */
    List<Fact> run() {
        return run(Facts.admitted(plan));
    }

    /** How the run stands. */
    RunFold fold() {
        return fold;
    }

    List<Fact> run(Fact.RunAdmitted admitted) {
        write(admitted);
        if (random.nextInt(8) == 0) {
            write(new Fact.RunQueued("the group is taken"));
        }
        for (int moves = 0; !fold.closed() || reopen(); moves++) {
            assertThat(moves)
                    .as("moves of a run that does not end; todo %s", todo)
                    .isLessThan(PATIENCE);
            move();
        }
        laws.closed();
        replay();
        return journal;
    }

    private void move() {
        int chance = random.nextInt(100);
        List<ApprovalId> questions = fold.pendingApprovals();
        if (random.nextInt(12) == 0) {
            agree();
        }
        if (mayCrash && chance < 4) {
            crash();
        } else if (mayPause && chance >= 12 && chance < 16) {
            offer(fold.paused() ? UNPAUSED : PAUSED);
        } else if (questions.isEmpty() && todo.isEmpty() && fold.state() == RunState.QUEUED) {
            write(new Fact.RunReleased());
        } else if (questions.isEmpty() && todo.isEmpty() && fold.state() == RunState.PAUSED) {
            write(UNPAUSED);
        } else if (mayCancel && chance < 6) {
            offer(Facts.cancel());
        } else if (chance < 12) {
            offer(journal.get(random.nextInt(journal.size())));
        } else if (!questions.isEmpty() && (todo.isEmpty() || chance < 40)) {
            answer(questions.get(random.nextInt(questions.size())));
        } else {
            assertThat(todo)
                    .as(() -> "something to do, or somebody to wait for in " + ReadableState.of(fold) + journal)
                    .isNotEmpty();
            carryOut(todo.remove(random.nextInt(todo.size())));
        }
    }

    /** Takes the run up again, sometimes: with what a planner keeps, or with less. */
    private boolean reopen() {
        if (reopened >= 2 || random.nextInt(3) > 0) {
            return false;
        }
        reopened++;
        Set<StepId> kept = new LinkedHashSet<>(ResumePlanner.plan(fold, plan, Digest.of("tools"), null, List.of())
                .kept());
        if (random.nextBoolean()) {
            int most = random.nextInt(kept.size() + 1);
            Set<StepId> fewer = new LinkedHashSet<>();
            for (Plan.Step step : plan.steps()) {
                boolean may = kept.contains(step.id()) && fewer.size() < most;
                if (may && step.work() instanceof Work.Join == false && fewer.containsAll(step.needs())) {
                    fewer.add(step.id());
                }
            }
            kept = fewer;
        }
        write(Facts.reopened("plan", List.copyOf(kept)));
        return true;
    }

    /** What a runner that takes the run over would do is what this one has yet to do. */
    private void agree() {
        for (Command command : fold.outstanding()) {
            switch (command) {
                case Command.StartStep it -> assertThat(todo).contains(new Task.Of(it));
                case Command.ExpandStep it -> assertThat(todo).contains(new Task.Of(it));
                case Command.RetryLater it -> assertThat(todo).contains(new Task.Of(it));
                case Command.TimeOutStep it -> assertThat(todo).contains(new Task.Of(it));
                case Command.StopStep it ->
                    assertThat(todo)
                            .anyMatch(task -> task instanceof Task.Of(Command.StopStep stop)
                                    && stop.step().equals(it.step()));
                case Command.OpenWorkspace it -> assertThat(todo).contains(new Task.Of(it));
                case Command.IssueReceipt it -> assertThat(todo).contains(new Task.Of(it));
                case Command.ContinueStep ignored -> {}
                case Command.WakeAt ignored -> {}
                case Command.CloseWorkspace ignored -> {}
                case Command.Withdraw it -> throw new AssertionError("not outstanding: " + it);
                case Command.Write it -> throw new AssertionError("not outstanding: " + it);
            }
        }
    }

    // ---- the journal

    /** Writes a fact and everything that is to be written with it; none of that may be refused. */
    private void write(Fact fact) {
        written(fact, fold.apply(fact, at(journal.size())));
    }

    private void written(Fact first, List<Command> itsCommands) {
        Deque<Fact> queue = new ArrayDeque<>();
        List<Command> follow = new ArrayList<>();
        take(first, itsCommands, queue, follow);
        while (!queue.isEmpty()) {
            Fact next = queue.remove();
            take(next, fold.apply(next, at(journal.size())), queue, follow);
        }
        follow.forEach(command -> todo.add(new Task.Of(command)));
    }

    private void take(Fact fact, List<Command> commands, Deque<Fact> queue, List<Command> follow) {
        journal.add(fact);
        laws.accepted(fact);
        if (fact instanceof Fact.RunReopened) {
            // What an opening had to do is void in the next.
            todo.clear();
        }
        for (Command command : commands) {
            if (command instanceof Command.Write write) {
                queue.add(write.fact());
            } else {
                follow.add(command);
            }
        }
    }

    /** Writes a fact that may come too late. A refused one changes nothing. */
    private boolean offer(Fact fact) {
        String before = random.nextInt(12) == 0 ? ReadableState.of(fold) : null;
        List<Command> commands;
        try {
            commands = fold.apply(fact, at(journal.size()));
        } catch (IllegalFact late) {
            if (before != null) {
                assertThat(ReadableState.of(fold)).isEqualTo(before);
            }
            return false;
        }
        written(fact, commands);
        return true;
    }

    private RunFold replayed() {
        RunFold again = new RunFold(plan);
        for (int i = 0; i < journal.size(); i++) {
            again.apply(journal.get(i), at(i));
        }
        return again;
    }

    private void replay() {
        RunFold again = replayed();
        assertThat(ReadableState.of(again)).isEqualTo(ReadableState.of(fold));
        assertThat(again.stateHash()).isEqualTo(fold.stateHash());
    }

    private static Instant at(int index) {
        return Facts.AT.plusSeconds(index);
    }

    /** Everything that was not written is gone. */
    private void crash() {
        replay();
        fold = replayed();
        todo.clear();
        if (!fold.state().terminal()) {
            write(new Fact.RunTakenOver("another"));
            todo.clear();
        }
        fold.outstanding().forEach(command -> todo.add(new Task.Of(command)));
    }

    // ---- the world

    private void carryOut(Task task) {
        switch (task) {
            case Task.Work work -> work(work);
            case Task.Of(Command.OpenWorkspace ignored) -> {
                offer(random.nextInt(10) == 0 ? new Fact.RunFailed(null, "no room") : Facts.runStarted());
            }
            case Task.Of(Command.StartStep it) -> {
                if (random.nextInt(20) > 0 || !offer(reused(it.step()))) {
                    start(it.step(), it.attempt());
                }
            }
            case Task.Of(Command.RetryLater it) -> start(it.step(), it.attempt());
            case Task.Of(Command.ContinueStep it) -> {
                todo.removeIf(each -> isWorkOf(each, it.step()));
                todo.add(new Task.Work(it.step(), it.attempt(), true));
            }
            case Task.Of(Command.ExpandStep it) ->
                offer(
                        random.nextInt(8) == 0
                                ? new Fact.StepFailed(it.step(), 0, "invalid_output", "no list", null)
                                : new Fact.StepExpanded(
                                        it.step(), List.of("x", "y", "z").subList(0, random.nextInt(4))));
            case Task.Of(Command.TimeOutStep it) -> {
                todo.removeIf(each -> isWorkOf(each, it.step()));
                offer(new Fact.StepFailed(it.step(), it.attempt(), "timeout", it.message(), null));
            }
            case Task.Of(Command.WakeAt it) ->
                fold.timeUp(it.step(), at(journal.size())).ifPresent(this::write);
            case Task.Of(Command.StopStep it) -> {
                todo.removeIf(each -> isWorkOf(each, it.step()));
                offer(new Fact.StepCancelled(it.step(), it.reason()));
            }
            case Task.Of(Command.IssueReceipt ignored) -> offer(Facts.receipt());
            case Task.Of(Command.CloseWorkspace ignored) -> {}
            case Task.Of(Command.Withdraw ignored) -> {}
            case Task.Of(Command.Write it) -> throw new AssertionError("written with its cause: " + it);
        }
    }

    private static boolean isWorkOf(Task task, StepId step) {
        return task instanceof Task.Work work && work.step().equals(step);
    }

    private void start(StepId step, int attempt) {
        if (offer(Facts.started(step.value(), attempt))) {
            todo.add(new Task.Work(step, attempt, false));
        } else {
            assertThat(fold.outstanding())
                    .as("what was refused is not to be done")
                    .noneMatch(command -> command.equals(new Command.StartStep(step, attempt))
                            || (command instanceof Command.RetryLater later
                                    && later.step().equals(step)
                                    && later.attempt() == attempt));
        }
    }

    private static Fact reused(StepId step) {
        return new Fact.StepReused(
                step,
                new RunId("01900000-0000-7000-8000-000000000002"),
                Digest.of("key"),
                Map.of("by", "cache"),
                List.of(),
                null,
                null,
                Fact.Reuse.FORK);
    }

    private void answer(ApprovalId question) {
        for (StepStatus status : fold.steps().values()) {
            for (Map.Entry<String, CallStatus> call : status.calls().entrySet()) {
                if (question.equals(call.getValue().approvalId())
                        && call.getValue().awaitsAnswer()
                        && !status.state().terminal()) {
                    String step = status.step().id().value();
                    int number = Integer.parseInt(question.value().substring(24));
                    write(
                            random.nextInt(4) == 0
                                    ? Facts.refused(step, status.attempt(), call.getKey(), number)
                                    : Facts.granted(step, status.attempt(), call.getKey(), number));
                    return;
                }
            }
        }
        throw new AssertionError("nobody waits for " + question);
    }

    /** One move of an attempt, in the order the runner passes effects. */
    private void work(Task.Work work) {
        StepStatus status = fold.step(work.step());
        if (status.state() != StepState.RUNNING || status.attempt() != work.attempt()) {
            return;
        }
        String step = work.step().value();
        if (status.step().work() instanceof Work.Join) {
            write(random.nextInt(8) == 0 ? Facts.failed(step, work.attempt()) : Facts.succeeded(step, work.attempt()));
            return;
        }
        Map.Entry<String, CallStatus> last = null;
        for (Map.Entry<String, CallStatus> call : status.calls().entrySet()) {
            last = call;
        }
        if (last == null) {
            call(work, status, "call-1");
        } else if (last.getValue().completed() != null) {
            int calls = status.calls().size();
            if (calls < 3 && !status.isGated() && random.nextInt(4) == 0) {
                call(work, status, "call-" + (calls + 1));
            } else {
                conclude(work, status);
            }
        } else {
            pass(work, status, last.getKey(), last.getValue());
        }
    }

    private void call(Task.Work work, StepStatus status, String call) {
        String step = work.step().value();
        Verdict verdict = switch (random.nextInt(14)) {
            case 0 -> Verdict.DENY;
            case 1, 2 -> Verdict.ASK;
            default -> Verdict.ALLOW;
        };
        write(Facts.called(step, work.attempt(), call));
        write(Facts.decided(step, work.attempt(), call, verdict));
        List<DoneEffect> done = fold.remains().effects(work.step());
        if (!done.isEmpty()
                && verdict != Verdict.DENY
                && random.nextBoolean()
                && offer(done.getFirst()
                        .reusedBy(work.attempt(), call, Facts.effect(step).digest()))) {
            todo.add(new Task.Work(work.step(), work.attempt(), false));
        } else if (verdict == Verdict.ASK || (verdict == Verdict.ALLOW && status.isGated())) {
            write(Facts.asked(step, work.attempt(), call, ++approvals));
        } else {
            todo.add(new Task.Work(work.step(), work.attempt(), false));
        }
    }

    private void pass(Task.Work work, StepStatus status, String callId, CallStatus call) {
        String step = work.step().value();
        Fact.PolicyDecided decision = call.decision();
        if (decision == null || decision.verdict() == Verdict.DENY) {
            write(Facts.failed(step, work.attempt(), "policy_denied"));
        } else if (call.approval() == null && (decision.verdict() == Verdict.ASK || status.isGated())) {
            write(Facts.asked(step, work.attempt(), callId, ++approvals));
        } else if (call.approval() != null && call.approval() != ApprovalState.GRANTED) {
            write(Facts.failed(step, work.attempt(), "policy_denied"));
        } else if (call.unknown()) {
            write(Facts.asked(step, work.attempt(), callId, ++approvals));
        } else if (call.intended() != null && work.resumed() && random.nextInt(2) == 0) {
            write(Facts.unknown(step, work.attempt(), callId));
            write(Facts.asked(step, work.attempt(), callId, ++approvals));
        } else if (call.intended() == null && (call.approval() != null || random.nextBoolean())) {
            write(Facts.intended(step, work.attempt(), callId));
            todo.add(new Task.Work(work.step(), work.attempt(), false));
        } else {
            write(Facts.completed(step, work.attempt(), callId));
            todo.add(new Task.Work(work.step(), work.attempt(), false));
        }
    }

    private void conclude(Task.Work work, StepStatus status) {
        String step = work.step().value();
        if (random.nextInt(4) > 0) {
            write(Facts.succeeded(step, work.attempt()));
        } else if (work.attempt() <= status.step().retries().max() && random.nextInt(3) > 0) {
            write(Facts.failedForNow(step, work.attempt()));
        } else {
            write(Facts.failed(step, work.attempt()));
        }
    }
}
