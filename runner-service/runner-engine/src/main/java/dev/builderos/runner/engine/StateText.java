package dev.builderos.runner.engine;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a run as a text in one form: what {@link RunFold#stateHash} digests. Maps are in the order of their keys,
 * steps in the order they became known, texts as Java writes records; two versions of the engine may write it differently.
 */
final class StateText {
    private StateText() {}

    static String of(RunFold fold) {
        Course course = fold.course();
        StringBuilder text = new StringBuilder(256 + 256 * fold.steps().size());
        line(text, "run", course.phase, fold.state(), course.paused, course.queued, course.head, course.failedStep);
        line(
                text,
                "ended",
                course.failure,
                course.cancelReason,
                fold.endedAt(),
                fold.receipt(),
                fold.openings(),
                fold.divergence());
        line(text, "begun", fold.admittedAt(), fold.planDigest(), fold.started());
        line(text, "spent", fold.usage(), course.succeeded);
        line(text, "history", fold.history());
        line(text, "before", new TreeMap<>(course.earlierAttempts));
        course.doneEffects.forEach((step, effects) -> line(text, "done", step, new TreeMap<>(effects)));
        fold.steps().values().forEach(status -> step(text, status));
        fold.outstanding().forEach(command -> line(text, "todo", command));
        return text.toString();
    }

    private static void step(StringBuilder text, StepStatus status) {
        line(text, "step", status.step().id(), status.state, status.attempt, status.blockedBy, status.order);
        line(
                text,
                "is",
                status.doomed,
                status.ruledOut,
                status.refused,
                status.timedOut,
                status.expanded,
                status.inherits);
        line(text, "at", status.startedAt, status.endedAt, status.retryAt, status.tree, status.commit);
        line(text, "says", status.message, status.failureClass, new TreeMap<>(status.failures()));
        line(text, "key", status.contentKey, new TreeMap<>(status.keyParts), status.reused, status.cacheMiss);
        line(text, "spent", status.usage());
        line(text, "left", new TreeMap<>(status.outputs), status.artifacts);
        status.answers().forEach(answer -> line(text, "answer", answer));
        status.calls().forEach((id, call) -> {
            line(text, "call", id, call.effectDigest(), call.decision(), call.approvalId(), call.approval());
            line(text, "of", call.refusal(), call.intended(), call.completed(), call.unknown());
        });
    }

    private static void line(StringBuilder text, String name, @Nullable Object... values) {
        text.append(name);
        for (Object value : values) {
            text.append(' ').append(value);
        }
        text.append('\n');
    }
}
