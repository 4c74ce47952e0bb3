package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.runner.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where one step stands. Written only by {@link RunFold}. */
public final class StepStatus {
    private final Plan.Step step;
    StepState state = StepState.PENDING;
    int attempt;
    int blockedBy;
    boolean doomed;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant endedAt;

    @Nullable
    Instant retryAt;

    @Nullable
    Digest contentKey;

    @Nullable
    String tree;

    @Nullable
    String commit;

    @Nullable
    String message;

    @Nullable
    String failureClass;

    Map<String, String> outputs = Map.of();
    List<Fact.StepSucceeded.Artifact> artifacts = List.of();
    private Map<String, CallStatus> calls = new LinkedHashMap<>();
    private List<Fact.ModelAnswered> answers = new ArrayList<>();

    StepStatus(Plan.Step step, int blockedBy) {
        this.step = step;
        this.blockedBy = blockedBy;
    }

    void begin(Fact.StepStarted started, Instant at) {
        state = StepState.RUNNING;
        attempt = started.attempt();
        contentKey = started.contentKey();
        tree = started.tree();
        if (startedAt == null) {
            startedAt = at;
        }
        retryAt = null;
        message = null;
        calls = new LinkedHashMap<>();
        answers = new ArrayList<>();
    }

    void end(StepState outcome, @Nullable String why, Instant at) {
        state = outcome;
        message = why;
        endedAt = at;
        retryAt = null;
        answers = List.of();
    }

    void answered(Fact.ModelAnswered answer) {
        answers.add(answer);
    }

    /** Whether people have to say yes before the step does anything. */
    boolean isGated() {
        return step.gates().contains("approval");
    }

    boolean gatesPassed() {
        return !isGated() || calls.values().stream().anyMatch(call -> call.completed() != null && call.isApproved());
    }

    CallStatus call(String callId) {
        CallStatus call = calls.get(callId);
        if (call == null) {
            throw new IllegalFact("step " + step.id() + " made no call " + callId);
        }
        return call;
    }

    void open(String callId, CallStatus call) {
        if (calls.putIfAbsent(callId, call) != null) {
            throw new IllegalFact("call " + callId + " was made twice");
        }
    }

    public Plan.Step step() {
        return step;
    }

    public StepState state() {
        return state;
    }

    public int attempt() {
        return attempt;
    }

    public @Nullable Instant startedAt() {
        return startedAt;
    }

    public @Nullable Instant endedAt() {
        return endedAt;
    }

    public @Nullable Digest contentKey() {
        return contentKey;
    }

    /** The tree the attempt started from. */
    public @Nullable String tree() {
        return tree;
    }

    /** The commit the step left, when it changed something. */
    public @Nullable String commit() {
        return commit;
    }

    public @Nullable String message() {
        return message;
    }

    public Map<String, String> outputs() {
        return outputs;
    }

    public List<Fact.StepSucceeded.Artifact> artifacts() {
        return artifacts;
    }

    /** The calls of the current attempt, in order. */
    public Map<String, CallStatus> calls() {
        return Collections.unmodifiableMap(calls);
    }

    /** The model's answers in the current attempt, in order; forgotten once the step is over. */
    public List<Fact.ModelAnswered> answers() {
        return Collections.unmodifiableList(answers);
    }

    /** The approvals people have not answered yet. */
    List<ApprovalId> unanswered() {
        return calls.values().stream()
                .filter(CallStatus::awaitsAnswer)
                .map(CallStatus::approvalId)
                .filter(Objects::nonNull)
                .toList();
    }
}
