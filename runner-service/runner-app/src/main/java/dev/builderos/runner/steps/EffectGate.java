package dev.builderos.runner.steps;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.StructuredRedaction;
import dev.builderos.runner.engine.CallStatus;
import dev.builderos.runner.engine.DoneEffect;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.tools.CommandVariables;
import dev.builderos.runner.tools.Sandboxes;
import dev.builderos.runner.tools.SecretBook;
import dev.builderos.runner.tools.Secrets;
import dev.builderos.runner.tools.Tool;
import dev.builderos.runner.tools.ToolContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the world. Each effect passes in this order: it becomes a value, the policy judges that value, people
 * approve that value where they must, a destructive one is announced in the journal, it is done, its result is in the
 * journal. Every part is read back from the journal first, so passing again after a crash or an approval continues where it
 * stopped; and any error on the way is a no.
 */
@ApplicationScoped
public class EffectGate {
    private static final Logger LOG = Logger.getLogger(EffectGate.class);
    private static final ApprovalRequirement ANYONE_RESPONSIBLE =
            new ApprovalRequirement(1, List.of("Owner", "Admin", "Reviewer"), List.of(), Duration.ofHours(24));

    private final Decisions decisions;
    private final KnownSecrets redactor;
    private final StructuredRedaction redaction;
    private final SecretBook secrets;
    private final BlobStore blobs;
    private final Clock clock;
    private final ReplayedEffects replays;

    EffectGate(
            Judge judge,
            BlobStore blobs,
            Clock clock,
            Workspaces workspaces,
            KnownSecrets redactor,
            SecretBook secrets) {
        this.decisions = new Decisions(judge, clock);
        this.redactor = redactor;
        this.redaction = new StructuredRedaction(redactor, Set.of());
        this.secrets = secrets;
        this.blobs = blobs;
        this.clock = clock;
        this.replays = new ReplayedEffects(blobs, workspaces, secrets);
    }

    private final class Ways implements ReplayedEffects.Ways {
        @Override
        public Passage recorded(OrgId org, Fact.EffectCompleted completed) {
            return EffectGate.this.recorded(org, completed);
        }

        @Override
        public Passage complete(StepContext step, String callId, CallStatus call, EffectOutcome outcome) {
            return EffectGate.this.complete(step, callId, call, outcome, false);
        }

        @Override
        public String summary(Effect effect) {
            return EffectGate.summary(effect);
        }

        @Override
        public void requireNoSecret(Map<String, Object> arguments) {
            EffectGate.this.requireNoSecret(arguments);
        }
    }

    /** How passing ended. */
    public sealed interface Passage {
        /** It was done, now or earlier. */
        record Done(String summary, Map<String, String> outputs, String result) implements Passage {
            public Done {
                outputs = Map.copyOf(outputs);
            }
        }

        /** It was tried and failed. */
        record Failed(String failureClass, String message) implements Passage {}

        /**
         * It may not happen: the policy or a person said no, or the policy could not be asked.
         *
         * @param failureClass {@code policy_denied}, or {@code infrastructure} where asking again may help
         */
        record Denied(String failureClass, String sentence) implements Passage {}

        /** People have to answer first. */
        record Suspended() implements Passage {}
    }

    /** Whether a step's own gate asks for an approval, besides what the policy asks for. */
    public enum Gate {
        NONE,
        APPROVAL
    }

    /**
     * Passes one effect.
     *
     * @param callId names the call within the attempt
     * @param arguments as asked for; the tool makes the exact effect of them
     * @param why the agent's words, shown as such
     */
    public Passage pass(
            StepContext step,
            String callId,
            Tool tool,
            Map<String, Object> arguments,
            CommandVariables variables,
            Gate gate,
            @Nullable String why) {
        try {
            Replaying replaying = step.replaying();
            if (replaying != null) {
                return replays.pass(step, replaying, callId, tool, arguments, variables, new Ways());
            }
            return pass(step, Edited.latest(step, callId, arguments), tool, variables, gate, why);
        } catch (InvalidArguments invalid) {
            return new Passage.Failed("invalid_output", String.valueOf(invalid.getMessage()));
        } catch (ConnectorFailure failure) {
            return new Passage.Failed(failure.failureClass().wire(), String.valueOf(failure.getMessage()));
        } catch (Sandboxes.Unavailable unavailable) {
            return new Passage.Failed("infrastructure", String.valueOf(unavailable.getMessage()));
        }
    }

    private Passage pass(
            StepContext step, Edited made, Tool tool, CommandVariables variables, Gate gate, @Nullable String why) {
        String callId = made.callId();
        ToolContext context = step.tools(
                key(step, callId),
                variables,
                secrets(step),
                NetworkRequests.of(step, callId, decisions, redactor, secrets(step)),
                path -> mayRead(step, callId, path));
        CallStatus call = step.call(callId);
        if (call == null) {
            requireNoSecret(made.arguments());
            Effect effect = tool.prepare(
                    step.step().principal(),
                    step.step().environment() == null
                            ? null
                            : step.step().environment().name(),
                    made.arguments(),
                    context);
            requireNoSecret(effect.arguments());
            judge(step, made, tool, effect, context, gate, why);
            call = Objects.requireNonNull(step.call(callId));
        }
        return made.told(proceed(step, callId, tool, context, call));
    }

    /**
     * What is executed is what is judged, shown and recorded, so a secret in it can neither stay nor be taken out. This is before
     * the tool makes an effect of it, as that may store some of it; a call that is on record goes on as it began.
     */
    private void requireNoSecret(Map<String, Object> arguments) {
        redaction.find(arguments).ifPresent(secret -> {
            throw new InvalidArguments("the arguments hold the value of the secret " + secret
                    + ", so nothing was done; a `run:` step may use it as ${secrets." + secret + "}");
        });
    }

    private Secrets secrets(StepContext step) {
        return secrets.of(step.plan().secrets());
    }

    private static String key(StepContext step, String callId) {
        return step.run() + "/" + step.step().id() + "/" + callId;
    }

    private void judge(
            StepContext step,
            Edited made,
            Tool tool,
            Effect effect,
            ToolContext context,
            Gate gate,
            @Nullable String why) {
        String callId = made.callId();
        Decision decision = decisions.decide(step, callId, effect);
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.ToolCalled(
                step.step().id(), step.attempt(), callId, effect, effect.digest(), summary(effect)));
        facts.add(new Fact.PolicyDecided(
                step.step().id(),
                step.attempt(),
                callId,
                effect.digest(),
                decision.verdict(),
                decision.ruleId(),
                decision.policyDigest(),
                decision.sentence(),
                decision.taint()));
        Optional<DoneEffect> before =
                decision.verdict() == Verdict.DENY ? Optional.empty() : before(step, tool, effect);
        if (before.isPresent()) {
            facts.add(before.get().reusedBy(step.attempt(), callId, effect.digest()));
            step.append(facts.toArray(Fact[]::new));
            return;
        }
        ApprovalRequirement requirement = decision.requirement();
        if (decision.verdict() == Verdict.ALLOW && gate == Gate.APPROVAL) {
            requirement = ANYONE_RESPONSIBLE;
        }
        if (decision.verdict() != Verdict.DENY && requirement != null) {
            EffectCard card = tool.describe(effect, context);
            facts.add(new Fact.ApprovalRequested(
                    step.step().id(),
                    step.attempt(),
                    callId,
                    newApproval(),
                    effect.digest(),
                    requirement,
                    why == null || why.isBlank() ? card : withReason(card, why),
                    made.editable()));
        }
        step.append(facts.toArray(Fact[]::new));
    }

    /** What an earlier attempt was allowed by people to do, did, and what still stands, is not done again. */
    private static Optional<DoneEffect> before(StepContext step, Tool tool, Effect now) {
        return step.read(fold -> fold.remains().effects(step.step().id())).stream()
                .filter(done -> done.result().attempt() < step.attempt())
                .filter(done -> done.effect().tool().equals(now.tool())
                        && done.effect().agent().equals(now.agent())
                        && Objects.equals(done.effect().environment(), now.environment())
                        && tool.stands(done.effect(), now))
                .reduce((earlier, later) -> later);
    }

    /** A tool that comes across files asks for each: what may not be read by name may not be read by search. */
    private boolean mayRead(StepContext step, String callId, String path) {
        if (redaction.find(path).isPresent()) {
            return false;
        }
        Effect reading = new Effect("fs.read", step.step().principal(), null, Map.of("path", path));
        return decisions
                        .decide(step, callId + "/" + reading.digest().abbreviated(), reading)
                        .verdict()
                == Verdict.ALLOW;
    }

    static Passage denied(Fact.PolicyDecided decision) {
        boolean unreachable = decision.ruleId().equals("policy-unreachable");
        return new Passage.Denied(
                unreachable ? "infrastructure" : "policy_denied", decision.ruleId() + ": " + decision.sentence());
    }

    static Passage refused(ApprovalState state, @Nullable String reason) {
        return new Passage.Denied("policy_denied", refusal(state, reason));
    }

    private Passage proceed(StepContext step, String callId, Tool tool, ToolContext context, CallStatus call) {
        Fact.EffectCompleted completed = call.completed();
        if (completed != null) {
            return recorded(step.actor().org(), completed);
        }
        Fact.PolicyDecided decision = Objects.requireNonNull(call.decision());
        if (decision.verdict() == Verdict.DENY) {
            return denied(decision);
        }
        ApprovalState approval = call.approval();
        if (approval == ApprovalState.PENDING) {
            return new Passage.Suspended();
        }
        if (approval != null && approval != ApprovalState.GRANTED) {
            return refused(approval, call.refusal());
        }
        if (decision.verdict() == Verdict.ASK && approval == null) {
            return new Passage.Denied("policy_denied", "an approval is needed and none was asked for");
        }
        if (!call.effect().digest().equals(call.effectDigest())) {
            return new Passage.Denied("policy_denied", "the effect is not the one that was judged");
        }
        boolean announced = tool.consequence(call.effect()) == Consequence.DESTRUCTIVE || approval != null;
        if (call.intended() != null) {
            switch (tool.lookup(call.effect(), context)) {
                case Lookup.Happened happened -> {
                    return complete(step, callId, call, happened.done(), true);
                }
                case Lookup.CannotTell cannotTell -> {
                    return unknown(step, callId, tool, context, call, cannotTell.why());
                }
                case Lookup.DidNotHappen ignored -> {}
            }
        } else if (announced) {
            step.append(new Fact.EffectIntended(
                    step.step().id(),
                    step.attempt(),
                    callId,
                    call.effectDigest(),
                    call.approvalId(),
                    context.effect().idempotencyKey()));
        }
        try {
            return complete(step, callId, call, tool.perform(call.effect(), context), false);
        } catch (StepStopped | CommitRefused | IllegalFact over) {
            throw over;
        } catch (RuntimeException broken) {
            if (!announced) {
                throw broken;
            }
            LOG.errorf(
                    broken,
                    "an announced effect broke runId=%s stepId=%s",
                    step.run(),
                    step.step().id());
            return afterBreaking(step, callId, tool, context, call, broken);
        }
    }

    /** An announced effect broke in the middle: the world is asked, not the exception. */
    private Passage afterBreaking(
            StepContext step, String callId, Tool tool, ToolContext context, CallStatus call, RuntimeException broken) {
        return switch (tool.lookup(call.effect(), context)) {
            case Lookup.Happened happened -> complete(step, callId, call, happened.done(), true);
            case Lookup.DidNotHappen ignored ->
                complete(
                        step,
                        callId,
                        call,
                        new EffectOutcome.Failed(
                                "infrastructure", "it broke and did not happen: " + broken.getMessage()),
                        true);
            case Lookup.CannotTell cannotTell -> unknown(step, callId, tool, context, call, cannotTell.why());
        };
    }

    private Passage complete(
            StepContext step, String callId, CallStatus call, EffectOutcome outcome, boolean recovered) {
        // What was announced gets its result even when the step is being stopped; for the rest nobody asks any more.
        boolean interrupted = Thread.interrupted();
        try {
            if (interrupted && call.intended() == null) {
                throw new StepStopped();
            }
            return record(step, callId, call, outcome, recovered);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Passage record(StepContext step, String callId, CallStatus call, EffectOutcome outcome, boolean recovered) {
        Fact.EffectCompleted fact = switch (outcome) {
            case EffectOutcome.Done done ->
                new Fact.EffectCompleted(
                        step.step().id(),
                        step.attempt(),
                        callId,
                        call.effectDigest(),
                        true,
                        done.summary(),
                        null,
                        blobs.keep(step.actor().org(), done.result().getBytes(StandardCharsets.UTF_8))
                                .digest(),
                        done.outputs(),
                        recovered);
            case EffectOutcome.Failed failed ->
                new Fact.EffectCompleted(
                        step.step().id(),
                        step.attempt(),
                        callId,
                        call.effectDigest(),
                        false,
                        failed.message(),
                        failed.failureClass(),
                        null,
                        Map.of(),
                        recovered);
        };
        step.append(fact);
        return recorded(step.actor().org(), fact);
    }

    private Passage recorded(OrgId org, Fact.EffectCompleted completed) {
        if (!completed.ok()) {
            return new Passage.Failed(
                    completed.failureClass() == null ? "infrastructure" : completed.failureClass(),
                    completed.summary());
        }
        String result = completed.resultDigest() == null
                ? completed.summary()
                : blobs.read(org, completed.resultDigest())
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(completed.summary());
        return new Passage.Done(completed.summary(), completed.outputs(), result);
    }

    /** Nobody can tell whether it happened: a person decides whether it is started again. */
    private Passage unknown(
            StepContext step, String callId, Tool tool, ToolContext context, CallStatus call, String why) {
        EffectCard card = tool.describe(call.effect(), context);
        step.append(
                new Fact.EffectUnknown(step.step().id(), step.attempt(), callId, call.effectDigest(), why),
                new Fact.ApprovalRequested(
                        step.step().id(),
                        step.attempt(),
                        callId,
                        newApproval(),
                        call.effectDigest(),
                        ANYONE_RESPONSIBLE,
                        new EffectCard(
                                "start again? " + card.title(),
                                "It is not known whether this happened: " + why + "\n\n" + card.exact(),
                                card.diff(),
                                card.risk(),
                                card.undo(),
                                card.blastRadius(),
                                card.untrustedReason()),
                        null));
        return new Passage.Suspended();
    }

    private ApprovalId newApproval() {
        return new ApprovalId(TimeOrderedId.next(clock).toString());
    }

    private static EffectCard withReason(EffectCard card, String why) {
        return new EffectCard(
                card.title(), card.exact(), card.diff(), card.risk(), card.undo(), card.blastRadius(), why);
    }

    private static String refusal(ApprovalState state, @Nullable String reason) {
        String what = switch (state) {
            case DENIED -> "a person refused it";
            case EXPIRED -> "nobody answered in time";
            case EDITED -> "a person wants something else instead";
            case WITHDRAWN -> "the request was withdrawn";
            case PENDING, GRANTED -> "not approved";
        };
        return reason == null ? what : what + ": " + reason;
    }

    private static String summary(Effect effect) {
        Object subject = effect.arguments().get("path");
        if (subject == null) {
            subject = effect.arguments().get("command");
        }
        if (subject == null) {
            subject = effect.arguments().get("url");
        }
        if (subject == null) {
            subject = effect.arguments().get("branch");
        }
        String text = subject == null ? "" : String.valueOf(subject).strip().replaceAll("\\s+", " ");
        String where = effect.environment() == null ? "" : " → " + effect.environment();
        return effect.tool()
                + (text.isEmpty() ? "" : " " + (text.length() > 160 ? text.substring(0, 159) + "…" : text))
                + where;
    }
}
