package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run did, attempt by attempt, as its journal says: what a replay takes in place of models, decisions and the world. */
public final class Cassette {
    private record Key(StepId step, int attempt) {}

    private final Map<Key, Take> takes = new HashMap<>();
    private final Map<StepId, Fact.StepReused> reused = new HashMap<>();
    private final Map<StepId, List<String>> items = new HashMap<>();
    private final Set<StepId> notReached = new HashSet<>();

    private Cassette() {}

    /** One attempt of a step. Written only while the journal is read. */
    public static final class Take {
        private final Map<Integer, Fact.ModelAnswered> answers = new HashMap<>();
        private final Map<String, Call> calls = new HashMap<>();
        private Fact.@Nullable StepSucceeded succeeded;
        private Fact.@Nullable StepFailed failed;

        /** The answer of a turn, from 1. */
        public Optional<Fact.ModelAnswered> answer(int turn) {
            return Optional.ofNullable(answers.get(turn));
        }

        /** The call of this id; nothing when it never became an effect. */
        public Optional<Call> call(String id) {
            return Optional.ofNullable(calls.get(id));
        }

        /** Whether a command of it might have reached the network, so that what it did cannot be done again without. */
        public boolean reachedOut() {
            return calls.values().stream().anyMatch(call -> NetworkUse.isGranted(call.effect()));
        }

        /** How it went well; null when it did not. */
        public Fact.@Nullable StepSucceeded succeeded() {
            return succeeded;
        }

        /** How it failed; null when it did not, or was stopped before it ended. */
        public Fact.@Nullable StepFailed failed() {
            return failed;
        }
    }

    /** What came of an effect that was carried out. */
    public record Result(
            boolean ok,
            String summary,
            @Nullable String failureClass,
            @Nullable Digest resultDigest,
            Map<String, String> outputs) {}

    /** One call. Written only while the journal is read. */
    public static final class Call {
        private final Effect effect;
        private Fact.@Nullable PolicyDecided decision;
        private Fact.@Nullable ApprovalRefused refusal;
        private @Nullable Result result;

        private Call(Effect effect) {
            this.effect = effect;
        }

        public Effect effect() {
            return effect;
        }

        /** What the policy said; null only when the journal ends before it did. */
        public Fact.@Nullable PolicyDecided decision() {
            return decision;
        }

        /** What people said who refused it, and what became of the question; null when they did not. */
        public Fact.@Nullable ApprovalRefused refusal() {
            return refusal;
        }

        /** What came of it; null when it was not carried out. */
        public @Nullable Result result() {
            return result;
        }

        private void take(Fact.OfCall fact) {
            switch (fact) {
                case Fact.PolicyDecided decided -> decision = decided;
                case Fact.ApprovalRefused refused -> refusal = refused;
                case Fact.EffectCompleted done ->
                    result = new Result(
                            done.ok(), done.summary(), done.failureClass(), done.resultDigest(), done.outputs());
                case Fact.EffectReused before ->
                    result = new Result(true, before.summary(), null, before.resultDigest(), before.outputs());
                case Fact.EffectReplayed before ->
                    result = new Result(
                            before.ok(),
                            before.summary(),
                            before.failureClass(),
                            before.resultDigest(),
                            before.outputs());
                case Fact.ToolCalled ignored -> {}
                case Fact.ApprovalRequested ignored -> {}
                case Fact.ApprovalGranted ignored -> refusal = null;
                case Fact.EffectIntended ignored -> {}
                case Fact.EffectUnknown ignored -> {}
            }
        }
    }

    /** The record of a run that was taken up once. */
    public static Cassette of(List<Fact> facts) {
        Cassette cassette = new Cassette();
        facts.forEach(cassette::take);
        return cassette;
    }

    private void take(Fact fact) {
        switch (fact) {
            case Fact.StepStarted it -> takes.put(new Key(it.step(), it.attempt()), new Take());
            case Fact.StepReused it -> reused.put(it.step(), it);
            case Fact.StepExpanded it -> items.put(it.step(), it.items());
            case Fact.ModelAnswered it -> at(it.step(), it.attempt()).answers.put(it.turn(), it);
            case Fact.ToolCalled it -> at(it.step(), it.attempt()).calls.put(it.callId(), new Call(it.effect()));
            case Fact.OfCall it -> {
                Call call = at(it.step(), it.attempt()).calls.get(it.callId());
                if (call != null) {
                    call.take(it);
                }
            }
            case Fact.StepSucceeded it -> at(it.step(), it.attempt()).succeeded = it;
            case Fact.StepFailed it -> at(it.step(), it.attempt()).failed = it;
            case Fact.RunAdmitted ignored -> {}
            case Fact.RunStarted ignored -> {}
            case Fact.RunQueued ignored -> {}
            case Fact.RunReleased ignored -> {}
            case Fact.RunPaused ignored -> {}
            case Fact.RunUnpaused ignored -> {}
            case Fact.RunTimedOut ignored -> {}
            case Fact.RunReopened ignored -> {}
            case Fact.RunTakenOver ignored -> {}
            case Fact.StepTimedOut ignored -> {}
            case Fact.StepSkipped it -> {
                if (it.reason().startsWith(Stopping.NOT_REACHED)) {
                    notReached.add(it.step());
                }
            }
            case Fact.StepCancelled it -> notReached.add(it.step());
            case Fact.ReplayDiverged ignored -> {}
            case Fact.RunCancelRequested ignored -> {}
            case Fact.RunSucceeded ignored -> {}
            case Fact.RunFailed ignored -> {}
            case Fact.RunCancelled ignored -> {}
            case Fact.ReceiptIssued ignored -> {}
        }
    }

    private Take at(StepId step, int attempt) {
        return takes.computeIfAbsent(new Key(step, attempt), key -> new Take());
    }

    /** An attempt; nothing when there was none of this number. */
    public Optional<Take> take(StepId step, int attempt) {
        return Optional.ofNullable(takes.get(new Key(step, attempt)));
    }

    /** Whose work the step took over. */
    public Optional<Fact.StepReused> reused(StepId step) {
        return Optional.ofNullable(reused.get(step));
    }

    /** Whether the step was stopped, or left out, because of what happened elsewhere in the run. */
    public boolean isNotReached(StepId step) {
        return notReached.contains(step);
    }

    /** What the {@code foreach} of the step went over. */
    public Optional<List<String>> items(StepId step) {
        return Optional.ofNullable(items.get(step));
    }
}
