package dev.builderos.runner.engine;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.contracts.policy.ApprovalView;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.formats.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run. The journal is the list of them; the name of the record is the type in the journal, its
 * components are the body.
 */
public sealed interface Fact {

    /** A fact about one step. */
    sealed interface OfStep extends Fact {
        StepId step();
    }

    /** A fact about one call within one attempt of a step. */
    sealed interface OfCall extends OfStep {
        int attempt();

        String callId();

        Digest effectDigest();
    }

    /**
     * The run exists and will be carried out. Always the first fact.
     *
     * @param forked what it takes over from another run; null for a run that begins with nothing
     * @param replayed what it replays; null for a run that is none
     */
    record RunAdmitted(
            RunId run,
            OrgId org,
            ProjectId project,
            String root,
            String pipeline,
            String pipelineVersion,
            String pipelinePath,
            Requester requester,
            Digest snapshot,
            Digest planDigest,
            Digest policyDigest,
            Map<String, Object> inputs,
            RunOptions options,
            List<StepOutline> steps,
            @Nullable Forked forked,
            @Nullable Replayed replayed)
            implements Fact {
        public RunAdmitted {
            inputs = Map.copyOf(inputs);
            steps = List.copyOf(steps);
        }

        /** Of a run that begins with nothing. */
        public RunAdmitted(
                RunId run,
                OrgId org,
                ProjectId project,
                String root,
                String pipeline,
                String pipelineVersion,
                String pipelinePath,
                Requester requester,
                Digest snapshot,
                Digest planDigest,
                Digest policyDigest,
                Map<String, Object> inputs,
                RunOptions options,
                List<StepOutline> steps) {
            this(
                    run,
                    org,
                    project,
                    root,
                    pipeline,
                    pipelineVersion,
                    pipelinePath,
                    requester,
                    snapshot,
                    planDigest,
                    policyDigest,
                    inputs,
                    options,
                    steps,
                    null,
                    null);
        }

        /** The same for a run that takes over what another did. */
        public RunAdmitted forkedFrom(Forked source) {
            return new RunAdmitted(
                    run,
                    org,
                    project,
                    root,
                    pipeline,
                    pipelineVersion,
                    pipelinePath,
                    requester,
                    snapshot,
                    planDigest,
                    policyDigest,
                    inputs,
                    options,
                    steps,
                    source,
                    null);
        }

        /** The same for a run that replays another, and takes over what that one took over. */
        public RunAdmitted replaying(Replayed source, @Nullable Forked from) {
            return new RunAdmitted(
                    run,
                    org,
                    project,
                    root,
                    pipeline,
                    pipelineVersion,
                    pipelinePath,
                    requester,
                    snapshot,
                    planDigest,
                    policyDigest,
                    inputs,
                    options,
                    steps,
                    from,
                    source);
        }
    }

    /** What a client needs to draw a step before it has started. */
    record StepOutline(
            StepId id,
            String kind,
            String title,
            @Nullable String lane,
            List<StepId> needs,
            @Nullable String agent,
            @Nullable String env,
            @Nullable PromptOutline prompt) {
        public StepOutline {
            needs = List.copyOf(needs);
        }
    }

    /** Which exact prompt a step gives its agent. */
    record PromptOutline(String name, String version, Digest digest) {}

    /** The run has its workspace, and may work; a run without one has neither branch nor commit. Once per opening. */
    record RunStarted(@Nullable String branch, @Nullable String baseCommit) implements Fact {}

    /** The run is admitted but held, because of its concurrency group; nothing of it starts until it is released. */
    record RunQueued(String reason) implements Fact {}

    /** A queued run may start. */
    record RunReleased() implements Fact {}

    /** No new attempt starts until {@link RunUnpaused}; what runs finishes. */
    record RunPaused(String by, @Nullable String reason) implements Fact {}

    record RunUnpaused(String by) implements Fact {}

    /** The run has worked for as long as its plan allows. */
    record RunTimedOut() implements Fact {}

    /**
     * A run that was over goes on, maybe with another plan. What is kept stays as it is; everything else is pending again, and
     * its attempts are counted on.
     *
     * @param planDigest the plan from now on
     * @param snapshot the files that plan was made of
     * @param model what takes the place of the models the files name; null when nothing does
     * @param kept steps that stay succeeded; steps in the lanes of a kept join stay with it
     * @param steps what a client needs to draw the plan from now on
     */
    record RunReopened(
            String by,
            Digest planDigest,
            String pipelineVersion,
            Digest snapshot,
            Digest policyDigest,
            Map<String, Object> inputs,
            @Nullable String model,
            List<StepId> kept,
            @Nullable String reason,
            List<StepOutline> steps)
            implements Fact {
        public RunReopened {
            inputs = Map.copyOf(inputs);
            kept = List.copyOf(kept);
            steps = List.copyOf(steps);
        }
    }

    /** Another runner, or this one after a restart, goes on with the run under a new lease epoch. */
    record RunTakenOver(String runner) implements Fact {}

    /**
     * An attempt begins.
     *
     * @param tree what the workspace holds; null for a step that touches none
     * @param parts the parts of the content key; empty in journals of earlier versions
     * @param cacheMiss why nothing was taken over from the cache; null when it was not looked there
     */
    record StepStarted(
            StepId step,
            int attempt,
            Digest contentKey,
            @Nullable String tree,
            Map<String, String> parts,
            @Nullable String cacheMiss)
            implements OfStep {
        public StepStarted {
            parts = parts == null ? Map.of() : Map.copyOf(parts);
        }

        /** Of a step that was not looked for in the cache. */
        public StepStarted(
                StepId step, int attempt, Digest contentKey, @Nullable String tree, Map<String, String> parts) {
            this(step, attempt, contentKey, tree, parts, null);
        }
    }

    /**
     * What a {@code foreach} goes over is known.
     *
     * @param items one step each, in order
     */
    record StepExpanded(StepId step, List<String> items) implements OfStep {
        public StepExpanded {
            items = List.copyOf(items);
        }
    }

    /** The attempts and pauses of a step took as long as its plan allows. */
    record StepTimedOut(StepId step) implements OfStep {}

    /**
     * A step is not carried out, because its work was done before.
     *
     * @param from the run that did it
     */
    record StepReused(
            StepId step,
            RunId from,
            Digest contentKey,
            Map<String, String> outputs,
            List<StepSucceeded.Artifact> artifacts,
            @Nullable String commit,
            @Nullable String tree,
            Reuse why)
            implements OfStep {
        public StepReused {
            outputs = Map.copyOf(outputs);
            artifacts = List.copyOf(artifacts);
        }
    }

    /** Why work that was done before is taken over. */
    enum Reuse {
        CACHE,
        RESUME,
        FORK
    }

    /**
     * A model gave an answer.
     *
     * @param cost what it was paid, under the price of then; null for a model without a price, in a replay, and in journals of
     *     earlier versions
     */
    record ModelAnswered(
            StepId step,
            int attempt,
            int turn,
            String model,
            Digest requestDigest,
            Digest answerDigest,
            long inputTokens,
            long outputTokens,
            String text,
            List<Call> calls,
            @Nullable Money cost)
            implements OfStep {
        public ModelAnswered {
            calls = List.copyOf(calls);
        }

        /** For nothing, or for nobody knows how much. */
        public ModelAnswered(
                StepId step,
                int attempt,
                int turn,
                String model,
                Digest requestDigest,
                Digest answerDigest,
                long inputTokens,
                long outputTokens,
                String text,
                List<Call> calls) {
            this(step, attempt, turn, model, requestDigest, answerDigest, inputTokens, outputTokens, text, calls, null);
        }

        /** A tool call the model asked for. */
        public record Call(String callId, String tool) {}
    }

    record ToolCalled(StepId step, int attempt, String callId, Effect effect, Digest effectDigest, String summary)
            implements OfCall {}

    /**
     * The policy has judged a call.
     *
     * @param taint what nobody vouches for comes into the run with the effect; null when nothing does
     */
    record PolicyDecided(
            StepId step,
            int attempt,
            String callId,
            Digest effectDigest,
            Verdict verdict,
            String ruleId,
            Digest policyDigest,
            String sentence,
            @Nullable String taint)
            implements OfCall {}

    /**
     * People are asked.
     *
     * @param asked the arguments as the step gave them, which a person may edit; null where there is nothing to edit
     */
    record ApprovalRequested(
            StepId step,
            int attempt,
            String callId,
            ApprovalId approvalId,
            Digest effectDigest,
            ApprovalRequirement requirement,
            EffectCard card,
            @Nullable Map<String, Object> asked)
            implements OfCall {}

    record ApprovalGranted(
            StepId step,
            int attempt,
            String callId,
            ApprovalId approvalId,
            Digest effectDigest,
            List<ApprovalView.Given> answers)
            implements OfCall {
        public ApprovalGranted {
            answers = List.copyOf(answers);
        }
    }

    /** People said no, said nothing in time, or want something else instead. */
    record ApprovalRefused(
            StepId step,
            int attempt,
            String callId,
            ApprovalId approvalId,
            Digest effectDigest,
            ApprovalState outcome,
            @Nullable String reason,
            List<ApprovalView.Given> answers)
            implements OfCall {
        public ApprovalRefused {
            answers = List.copyOf(answers);
        }

        /** The arguments to use instead; null unless a person gave some. */
        public @Nullable Map<String, Object> edited() {
            return outcome == ApprovalState.EDITED ? answers.getLast().edited() : null;
        }
    }

    /** A destructive effect is about to start. Without an {@link EffectCompleted} after it, nobody knows whether it happened. */
    record EffectIntended(
            StepId step,
            int attempt,
            String callId,
            Digest effectDigest,
            @Nullable ApprovalId approvalId,
            String idempotencyKey)
            implements OfCall {}

    record EffectCompleted(
            StepId step,
            int attempt,
            String callId,
            Digest effectDigest,
            boolean ok,
            String summary,
            @Nullable String failureClass,
            @Nullable Digest resultDigest,
            Map<String, String> outputs,
            boolean recovered)
            implements OfCall {
        public EffectCompleted {
            outputs = Map.copyOf(outputs);
        }
    }

    /**
     * What the step is about to do was approved and done before, in an earlier attempt or opening, and still stands: it is not
     * done again, and what came of it then holds.
     *
     * @param effectDigest what the step was about to do; it may say what it found now, as the release that is live
     * @param doneDigest what was done
     * @param approvalId the approval it was done under
     */
    record EffectReused(
            StepId step,
            int attempt,
            String callId,
            Digest effectDigest,
            Digest doneDigest,
            ApprovalId approvalId,
            String summary,
            @Nullable Digest resultDigest,
            Map<String, String> outputs)
            implements OfCall {
        public EffectReused {
            outputs = Map.copyOf(outputs);
        }
    }

    /**
     * What the run that is replayed did is taken for done, as its journal says it was; nothing happened now. Only in replays.
     */
    record EffectReplayed(
            StepId step,
            int attempt,
            String callId,
            Digest effectDigest,
            boolean ok,
            String summary,
            @Nullable String failureClass,
            @Nullable Digest resultDigest,
            Map<String, String> outputs)
            implements OfCall {
        public EffectReplayed {
            outputs = Map.copyOf(outputs);
        }
    }

    record EffectUnknown(StepId step, int attempt, String callId, Digest effectDigest, String why) implements OfCall {}

    record StepSucceeded(
            StepId step,
            int attempt,
            Map<String, String> outputs,
            List<Artifact> artifacts,
            @Nullable String commit,
            @Nullable String tree,
            long logLines,
            @Nullable Digest logDigest)
            implements OfStep {
        public StepSucceeded {
            outputs = Map.copyOf(outputs);
            artifacts = List.copyOf(artifacts);
        }

        /** A file the step left. */
        public record Artifact(String name, Digest digest, long bytes) {}
    }

    /**
     * An attempt failed.
     *
     * @param retryAt when it is tried again; absent when it is not
     */
    record StepFailed(
            StepId step,
            int attempt,
            String failureClass,
            String message,
            @Nullable Instant retryAt) implements OfStep {}

    record StepSkipped(StepId step, String reason) implements OfStep {}

    record StepCancelled(StepId step, String reason) implements OfStep {}

    /**
     * Something came out otherwise than in the run that is replayed, which therefore ends. Only in replays, and once.
     *
     * @param field what it was, e.g. {@code output.count}
     * @param recorded as it was; null when there was none
     * @param replayed as it came out; null when there was none
     */
    record ReplayDiverged(
            StepId step,
            int attempt,
            String field,
            @Nullable String recorded,
            @Nullable String replayed) implements OfStep {}

    record RunCancelRequested(String by, @Nullable String reason) implements Fact {}

    record RunSucceeded(@Nullable String headCommit) implements Fact {}

    record RunFailed(@Nullable StepId step, String reason) implements Fact {}

    record RunCancelled(String reason) implements Fact {}

    /** The receipt covers all facts before this one, which is the last unless the run is reopened. */
    record ReceiptIssued(Digest digest, String keyId) implements Fact {}

    /** The type as the journal names it. */
    @JsonIgnore
    default String type() {
        return getClass().getSimpleName();
    }

    /** The body as the journal stores it. */
    default JsonNode body() {
        return FactCodec.body(this);
    }
}
