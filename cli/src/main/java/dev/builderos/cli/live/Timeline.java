package dev.builderos.cli.live;

import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.StepState;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a run and each of its steps stand: a fold over the facts so far. Facts of unknown types change nothing. */
final class Timeline {

    /**
     * A step.
     *
     * @param doing what it does now, or why it ended; empty when there is nothing to say
     */
    record Step(
            String id,
            String title,
            @Nullable String lane,
            StepState state,
            int attempt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            String doing) {
        Step in(StepState next, String activity) {
            return new Step(id, title, lane, next, attempt, startedAt, endedAt, activity);
        }

        Step doing(String activity) {
            return in(state, activity);
        }

        Step started(int number, Instant at) {
            return new Step(id, title, lane, StepState.RUNNING, number, startedAt == null ? at : startedAt, null, "");
        }

        Step ended(StepState last, Instant at, String activity) {
            return new Step(id, title, lane, last, attempt, startedAt, at, activity);
        }
    }

    private final Map<String, Step> steps = new LinkedHashMap<>();
    private RunState state = RunState.ADMITTED;
    private String project = "";
    private String pipeline = "";
    private @Nullable Instant admittedAt;
    private @Nullable Instant endedAt;
    private long tokens;
    private final Costs costs = new Costs();
    private String message = "";
    private @Nullable String receipt;

    Collection<Step> steps() {
        return steps.values();
    }

    Optional<Step> step(String id) {
        return Optional.ofNullable(steps.get(id));
    }

    RunState state() {
        return state;
    }

    String project() {
        return project;
    }

    String pipeline() {
        return pipeline;
    }

    Optional<Instant> admittedAt() {
        return Optional.ofNullable(admittedAt);
    }

    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    /** Tokens in and out, of all model answers. */
    long tokens() {
        return tokens;
    }

    /** What all model answers cost; nothing where nobody was paid. */
    Optional<String> cost() {
        return costs.text();
    }

    /** Why the run failed or was cancelled, or what it is queued for. */
    String message() {
        return message;
    }

    Optional<String> receipt() {
        return Optional.ofNullable(receipt);
    }

    void take(FactRecord fact) {
        Body body = Body.of(fact);
        Instant at = fact.at();
        switch (fact.type()) {
            case "RunAdmitted" -> admitted(body, at);
            case "RunStarted" -> state = RunState.RUNNING;
            case "RunTakenOver", "RunUnpaused" -> move(RunState.RUNNING);
            case "RunPaused" -> move(RunState.PAUSED);
            case "RunQueued" -> {
                state = RunState.QUEUED;
                message = body.text("reason");
            }
            case "RunReleased" -> {
                state = RunState.ADMITTED;
                message = "";
            }
            case "RunReopened" -> reopened(body);
            case "StepReused" -> change(body, step -> step.ended(StepState.SUCCEEDED, at, Effects.takenOver(body)));
            case "ReplayDiverged" -> change(body, step -> step.doing("diverged: " + body.text("field")));
            case "StepStarted" ->
                change(
                        body,
                        step -> step.started((int) Math.max(1, body.number("attempt")), at)
                                .doing(body.maybe("cacheMiss")
                                        .map("miss: "::concat)
                                        .orElse("")));
            case "ModelAnswered" -> {
                tokens += body.number("inputTokens") + body.number("outputTokens");
                costs.take(body);
                change(body, step -> step.doing("thinking, turn " + body.number("turn")));
            }
            case "ToolCalled" -> change(body, step -> step.doing(Effects.summary(body)));
            case "ApprovalRequested" -> {
                state = RunState.WAITING;
                change(
                        body,
                        step -> step.in(
                                StepState.WAITING,
                                "approval: " + body.in("card").text("title")));
            }
            case "ApprovalGranted", "ApprovalRefused" -> {
                state = RunState.RUNNING;
                change(body, step -> step.in(StepState.RUNNING, ""));
            }
            case "EffectUnknown" -> change(body, step -> step.in(StepState.UNKNOWN, body.text("why")));
            case "StepSucceeded" -> change(body, step -> step.ended(StepState.SUCCEEDED, at, Effects.outputs(body)));
            case "StepFailed" -> {
                boolean again = body.maybe("retryAt").isPresent();
                change(
                        body,
                        step -> again
                                ? step.in(StepState.RETRYING, body.text("message"))
                                : step.ended(StepState.FAILED, at, body.text("message")));
            }
            case "StepSkipped" -> change(body, step -> step.ended(StepState.SKIPPED, at, body.text("reason")));
            case "StepCancelled" -> change(body, step -> step.ended(StepState.CANCELLED, at, body.text("reason")));
            case "RunCancelRequested" -> state = RunState.CANCELLING;
            case "RunSucceeded" -> over(RunState.SUCCEEDED, at, "");
            case "RunFailed" -> over(RunState.FAILED, at, body.text("reason"));
            case "RunCancelled" -> over(RunState.CANCELLED, at, body.text("reason"));
            case "ReceiptIssued" -> receipt = body.text("digest");
            default -> {}
        }
    }

    private void admitted(Body body, Instant at) {
        project = body.text("project");
        pipeline = body.text("pipeline");
        admittedAt = at;
        body.each("steps").forEach(step -> steps.put(step.text("id"), planned(step)));
    }

    private static Step planned(Body step) {
        String id = step.text("id");
        return new Step(
                id,
                step.maybe("title").orElse(id),
                step.maybe("lane").orElse(null),
                StepState.PENDING,
                0,
                null,
                null,
                "");
    }

    /** What is kept stays as it is; so do the lanes of a join that is kept. */
    private void reopened(Body body) {
        state = RunState.ADMITTED;
        endedAt = null;
        message = "";
        receipt = null;
        Set<String> kept = new HashSet<>(body.texts("kept"));
        Map<String, Step> before = new LinkedHashMap<>(steps);
        steps.clear();
        for (Body planned : body.each("steps")) {
            String id = planned.text("id");
            Step was = before.get(id);
            boolean stays = was != null && (kept.contains(id) || isInLaneOf(kept, was));
            steps.put(id, stays ? was : planned(planned));
        }
    }

    /** A lane is {@code join/name}, within that {@code join/name/join/name}, and so on. */
    private static boolean isInLaneOf(Set<String> joins, Step step) {
        String[] names = step.lane() == null ? new String[0] : step.lane().split("/", -1);
        for (int i = 0; i + 1 < names.length; i += 2) {
            if (joins.contains(names[i])) {
                return true;
            }
        }
        return false;
    }

    /** A queued run stays so until it is released, whoever holds it back or has it. */
    private void move(RunState next) {
        if (state != RunState.QUEUED) {
            state = next;
        }
    }

    private void over(RunState last, Instant at, String why) {
        state = last;
        endedAt = at;
        message = why;
    }

    private void change(Body body, UnaryOperator<Step> change) {
        steps.computeIfPresent(body.text("step"), (id, step) -> change.apply(step));
    }
}
