package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.runner.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where one step stands. Written only by {@link RunFold} and its parts. */
public final class StepStatus {
    private final Plan.Step step;
    StepState state = StepState.PENDING;

    /** Its place among the steps of the run. */
    int index;

    int attempt;
    int blockedBy;

    /** It is being stopped, or will never start. */
    boolean doomed;

    /** Its condition is false; it is skipped, and what needs it goes on. */
    boolean ruledOut;

    /** It fails before it starts. */
    boolean refused;

    /** Its time is up. */
    boolean timedOut;

    /** That its work is taken over is being written. */
    boolean inherits;

    /** The steps of its {@code foreach} are made. */
    boolean expanded;

    /** When among the steps it succeeded, from 1; tells which commit is the newest. */
    int order;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant endedAt;

    @Nullable
    Instant retryAt;

    @Nullable
    Digest contentKey;

    Map<String, String> keyParts = Map.of();

    @Nullable
    String cacheMiss;

    @Nullable
    String tree;

    @Nullable
    String commit;

    @Nullable
    String message;

    @Nullable
    String failureClass;

    Fact.@Nullable StepReused reused;

    Map<String, String> outputs = Map.of();
    List<Fact.StepSucceeded.Artifact> artifacts = List.of();
    private Usage usage = Usage.NONE;
    private Map<String, Integer> failures = Map.of();
    private Map<String, CallStatus> calls = new LinkedHashMap<>();
    private List<Fact.ModelAnswered> answers = new ArrayList<>();

    StepStatus(Plan.Step step) {
        this.step = step;
    }

    /** The same standing for a step of another plan: a step that is over and stays so. */
    StepStatus keptAs(Plan.Step planned) {
        StepStatus kept = new StepStatus(planned);
        kept.state = state;
        kept.attempt = attempt;
        kept.doomed = doomed;
        kept.ruledOut = ruledOut;
        kept.refused = refused;
        kept.timedOut = timedOut;
        kept.inherits = inherits;
        kept.expanded = expanded;
        kept.order = order;
        kept.startedAt = startedAt;
        kept.endedAt = endedAt;
        kept.contentKey = contentKey;
        kept.keyParts = keyParts;
        kept.cacheMiss = cacheMiss;
        kept.tree = tree;
        kept.commit = commit;
        kept.message = message;
        kept.failureClass = failureClass;
        kept.reused = reused;
        kept.outputs = outputs;
        kept.artifacts = artifacts;
        kept.usage = usage;
        kept.calls = calls;
        kept.answers = answers;
        return kept;
    }

    void begin(Fact.StepStarted started, Instant at) {
        attempt = started.attempt();
        contentKey = started.contentKey();
        keyParts = started.parts();
        cacheMiss = started.cacheMiss();
        tree = started.tree();
        if (startedAt == null) {
            startedAt = at;
        }
        retryAt = null;
        message = null;
        calls = new LinkedHashMap<>();
        answers = new ArrayList<>();
    }

    void end(@Nullable String why, Instant at) {
        message = why;
        endedAt = at;
        retryAt = null;
        answers = List.of();
    }

    void takeOver(Fact.StepReused fact) {
        reused = fact;
        contentKey = fact.contentKey();
        outputs = fact.outputs();
        artifacts = fact.artifacts();
        commit = fact.commit();
        tree = fact.tree();
    }

    void countFailure(String failure) {
        if (failures.isEmpty()) {
            failures = new HashMap<>();
        }
        failures.merge(failure, 1, Integer::sum);
    }

    void answered(Fact.ModelAnswered answer) {
        answers.add(answer);
        usage = usage.plus(answer);
    }

    /** Whether what becomes of it is decided, so that nothing else may be. */
    boolean decided() {
        return doomed || ruledOut || refused || inherits;
    }

    /** Whether the steps that need it go on. */
    boolean passed() {
        return switch (state) {
            case SUCCEEDED -> true;
            case FAILED -> step.continueOnFailure();
            case SKIPPED -> ruledOut;
            case PENDING, RUNNING, WAITING, RETRYING, UNKNOWN, CANCELLED -> false;
        };
    }

    /** Whether people have to say yes before the step does anything. */
    boolean isGated() {
        return step.gated();
    }

    boolean gatesPassed() {
        return !isGated() || calls.values().stream().anyMatch(CallStatus::passesGate);
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

    /** The parts of the content key; empty when the journal is of a version that did not write them. */
    public Map<String, String> keyParts() {
        return keyParts;
    }

    /** Why the last attempt took nothing over from the cache; null when it was not looked there. */
    public @Nullable String cacheMiss() {
        return cacheMiss;
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

    /** Whose work it took over; null when it was carried out. */
    public Fact.@Nullable StepReused reused() {
        return reused;
    }

    public Map<String, String> outputs() {
        return outputs;
    }

    public List<Fact.StepSucceeded.Artifact> artifacts() {
        return artifacts;
    }

    /** How often an attempt failed and was tried again, by class; counted anew when the run is reopened. */
    public Map<String, Integer> failures() {
        return Collections.unmodifiableMap(failures);
    }

    /** What models were used in all attempts since the run was last opened; of a kept step, when it was carried out. */
    public Usage usage() {
        return usage;
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
