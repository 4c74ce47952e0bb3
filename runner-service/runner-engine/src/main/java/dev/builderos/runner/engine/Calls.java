package dev.builderos.runner.engine;

import dev.builderos.contracts.runner.StepState;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Takes in what happens to the calls of steps, and decides what follows for the step. */
final class Calls {
    private final Course course;

    Calls(Course course) {
        this.course = course;
    }

    void take(Fact.OfCall fact, StepStatus status) {
        require(status, fact.attempt() == status.attempt, fact);
        if (fact instanceof Fact.ToolCalled called) {
            require(status, status.state == StepState.RUNNING, fact);
            require(status, called.effectDigest().equals(called.effect().digest()), fact);
            boolean inCommand = NetworkUse.isRequest(called.effect());
            require(status, !inCommand || isUnderWay(status, NetworkUse.command(called.callId())), fact);
            status.open(
                    called.callId(),
                    new CallStatus(
                            called.effect(), called.effectDigest(), status.isGated() && !inCommand, course.replay));
            return;
        }
        boolean answer = fact instanceof Fact.ApprovalGranted || fact instanceof Fact.ApprovalRefused;
        require(status, answer == (status.state != StepState.RUNNING) && !status.state.terminal(), fact);
        CallStatus call = status.call(fact.callId());
        require(status, call.effectDigest().equals(fact.effectDigest()), fact);
        if (fact instanceof Fact.EffectReused reused) {
            require(status, isDone(reused), fact);
        }
        call.apply(fact);
        if (fact instanceof Fact.ApprovalRequested) {
            course.steps.move(status, call.unknown() ? StepState.UNKNOWN : StepState.WAITING);
            if (status.doomed || status.timedOut) {
                course.commands.add(new Command.Withdraw(status.unanswered(), "the step is being stopped"));
            }
        } else if (answer) {
            course.steps.move(status, StepState.RUNNING);
            course.commands.add(new Command.ContinueStep(status.step().id(), status.attempt));
        } else if (fact instanceof Fact.EffectCompleted done && done.ok() && call.isApproved()) {
            course.doneEffects
                    .computeIfAbsent(done.step(), id -> new HashMap<>())
                    .put(
                            done.effectDigest(),
                            new DoneEffect(call.effect(), Objects.requireNonNull(call.approvalId()), done));
        }
    }

    /** A command's requests are made while it runs; who let the command start behind a gate let it make them. */
    private static boolean isUnderWay(StepStatus status, String command) {
        CallStatus call = status.calls().get(command);
        return call != null && NetworkUse.isGranted(call.effect()) && call.isUnderWay();
    }

    private boolean isDone(Fact.EffectReused fact) {
        DoneEffect done = course.doneEffects.getOrDefault(fact.step(), Map.of()).get(fact.doneDigest());
        return done != null
                && done.result().attempt() < fact.attempt()
                && fact.equals(done.reusedBy(fact.attempt(), fact.callId(), fact.effectDigest()));
    }

    private void require(StepStatus status, boolean legal, Fact fact) {
        if (!legal) {
            throw new IllegalFact(fact.type() + " cannot follow in phase " + course.phase + " with "
                    + status.step().id() + " " + status.state + " at attempt " + status.attempt);
        }
    }
}
