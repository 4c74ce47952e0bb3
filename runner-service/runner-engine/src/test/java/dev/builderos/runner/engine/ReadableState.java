package dev.builderos.runner.engine;

import java.util.StringJoiner;

/** The state of a run as text: equal texts mean equal states, and a person can read the difference. */
final class ReadableState {
    private ReadableState() {}

    static String of(RunFold fold) {
        StringJoiner text = new StringJoiner("\n", "", "\n");
        text.add("run " + fold.state() + (fold.closed() ? ", closed" : ""));
        text.add("  admitted " + fold.admittedAt() + ", ended " + fold.endedAt() + ", head " + fold.head());
        text.add("  failure " + fold.failure() + ", tokens " + fold.usage().inputTokens() + "+"
                + fold.usage().outputTokens());
        if (!fold.usage().cost().equals(Cost.NONE)) {
            text.add("  cost " + fold.usage().cost());
        }
        text.add("  receipt " + (fold.receipt() == null ? null : fold.receipt().keyId()));
        fold.steps().values().forEach(step -> {
            text.add("step " + step.step().id() + " " + step.state() + ", attempt " + step.attempt()
                    + (step.doomed ? ", doomed" : "") + ", blocked by " + step.blockedBy);
            text.add("  from " + step.startedAt() + " to " + step.endedAt() + ", again at " + step.retryAt);
            text.add("  says " + step.message() + " (" + step.failureClass + "), left " + step.commit() + " "
                    + step.outputs() + " " + step.artifacts());
            if (!step.usage().cost().equals(Cost.NONE)) {
                text.add("  cost " + step.usage().cost());
            }
            step.answers().forEach(answer -> text.add("  answer " + answer.turn() + ": " + answer.text()));
            step.calls()
                    .forEach((id, call) -> text.add("  call " + id + ": "
                            + (call.decision() == null ? null : call.decision().verdict()) + ", approval "
                            + call.approval() + (call.refusal() == null ? "" : " (" + call.refusal() + ")")
                            + ", intended " + (call.intended() != null) + ", completed " + (call.completed() != null)
                            + ", unknown " + call.unknown()));
        });
        text.add("waits for " + fold.pendingApprovals());
        fold.outstanding().forEach(command -> text.add("todo " + Scenario.text(command)));
        return text.toString();
    }
}
