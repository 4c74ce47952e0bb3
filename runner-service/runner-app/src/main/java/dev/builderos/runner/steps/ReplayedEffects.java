package dev.builderos.runner.steps;

import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.runner.engine.CallStatus;
import dev.builderos.runner.engine.Cassette;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.tools.CommandVariables;
import dev.builderos.runner.tools.SecretBook;
import dev.builderos.runner.tools.Tool;
import dev.builderos.runner.tools.ToolContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The effects of replays. Each becomes a value, as ever, and that value must be the one on record; who allowed it then is on record,
 * too, so nobody is asked. What stays in the workspace is done there; of everything else the result on record is taken, and
 * nothing is done. An attempt one of whose commands could reach the network is taken as a whole, with the files it left: what
 * that command put into the workspace cannot be made again, and all after it may build on that.
 */
final class ReplayedEffects {
    private static final String COMMIT = "git.commit";

    private final BlobStore blobs;
    private final Workspaces workspaces;
    private final SecretBook secrets;

    ReplayedEffects(BlobStore blobs, Workspaces workspaces, SecretBook secrets) {
        this.secrets = secrets;
        this.blobs = blobs;
        this.workspaces = workspaces;
    }

    /** How an effect comes about: as the gate knows it. */
    interface Ways {
        EffectGate.Passage recorded(OrgId org, Fact.EffectCompleted completed);

        EffectGate.Passage complete(StepContext step, String callId, CallStatus call, EffectOutcome outcome);

        String summary(Effect effect);

        /** Refuses arguments that hold a secret, as the gate does. */
        void requireNoSecret(Map<String, Object> arguments);
    }

    EffectGate.Passage pass(
            StepContext step,
            Replaying replaying,
            String callId,
            Tool tool,
            Map<String, Object> arguments,
            CommandVariables variables,
            Ways ways) {
        Edited made = Edited.latest(callId, arguments, id -> {
            Fact.ApprovalRefused refusal =
                    replaying.take().call(id).map(Cassette.Call::refusal).orElse(null);
            return refusal == null ? null : refusal.edited();
        });
        return made.told(pass(step, replaying, made, tool, variables, ways));
    }

    private EffectGate.Passage pass(
            StepContext step, Replaying replaying, Edited made, Tool tool, CommandVariables variables, Ways ways) {
        String callId = made.callId();
        Map<String, Object> arguments = made.arguments();
        Optional<Cassette.Call> known = replaying.take().call(callId);
        String key = step.identity() + "/" + step.step().id() + "/" + callId;
        ToolContext context = step.tools(
                key,
                variables,
                secrets.of(step.plan().secrets()),
                NetworkRequests.onRecord(step),
                path -> known.flatMap(call -> result(step.actor().org(), call))
                        .orElse("")
                        .lines()
                        .anyMatch(line -> line.startsWith(path + ":")));
        if (known.isEmpty()) {
            ways.requireNoSecret(arguments);
            return withoutRecord(step, callId, tool, arguments, context);
        }
        Cassette.Call record = known.get();
        CallStatus call = step.call(callId);
        if (call == null) {
            declare(step, callId, tool, arguments, context, record, ways);
            call = Objects.requireNonNull(step.call(callId));
        }
        if (call.completed() != null) {
            return ways.recorded(step.actor().org(), call.completed());
        }
        Fact.PolicyDecided decision = Objects.requireNonNull(call.decision());
        if (decision.verdict() == Verdict.DENY) {
            return EffectGate.denied(decision);
        }
        if (record.refusal() != null) {
            return EffectGate.refused(
                    record.refusal().outcome(), record.refusal().reason());
        }
        Cassette.Result result = record.result();
        if (result == null) {
            return new EffectGate.Passage.Suspended(); // it was stopped there before it was done
        }
        if (tool.staysInWorkspace(call.effect())
                && !replaying.take().reachedOut()
                && !call.effect().tool().equals(COMMIT)) {
            return ways.complete(step, callId, call, compared(callId, result, tool.perform(call.effect(), context)));
        }
        return taken(step, callId, call, result, ways);
    }

    private void declare(
            StepContext step,
            String callId,
            Tool tool,
            Map<String, Object> arguments,
            ToolContext context,
            Cassette.Call record,
            Ways ways) {
        String environment = step.step().environment() == null
                ? null
                : step.step().environment().name();
        Effect effect;
        try {
            effect = tool.prepareAgain(step.step().principal(), environment, arguments, context, record.effect());
        } catch (InvalidArguments invalid) {
            throw new Diverged("call " + callId, ways.summary(record.effect()), "refused: " + invalid.getMessage());
        }
        if (!effect.digest().equals(record.effect().digest())) {
            JsonDifference first = JsonDifference.first(ContractJson.tree(record.effect()), ContractJson.tree(effect))
                    .orElseThrow();
            throw new Diverged("call " + callId + " effect." + first.path(), first.was(), first.is());
        }
        Fact.PolicyDecided decision = record.decision();
        if (decision == null) {
            throw new IllegalStateException("the record ends before call " + callId + " was judged");
        }
        step.append(
                new Fact.ToolCalled(
                        step.step().id(), step.attempt(), callId, effect, effect.digest(), ways.summary(effect)),
                decision);
    }

    /** What was refused before it became an effect is refused again; what depends on the world reads as it did then. */
    private EffectGate.Passage withoutRecord(
            StepContext step, String callId, Tool tool, Map<String, Object> arguments, ToolContext context) {
        if (!tool.staysInWorkspace()) {
            return new EffectGate.Passage.Failed(
                    "invalid_output", "it was refused in the run that is replayed, before it became an effect");
        }
        try {
            Effect effect = tool.prepare(step.step().principal(), null, arguments, context);
            throw new Diverged("call " + callId, null, effect.tool());
        } catch (InvalidArguments invalid) {
            return new EffectGate.Passage.Failed("invalid_output", String.valueOf(invalid.getMessage()));
        }
    }

    private static EffectOutcome compared(String callId, Cassette.Result was, EffectOutcome is) {
        String field = "call " + callId + " ";
        switch (is) {
            case EffectOutcome.Done done -> {
                if (!was.ok()) {
                    throw new Diverged(field + "outcome", "failed: " + was.summary(), "done: " + done.summary());
                }
                Replaying.compare(field + "output.", was.outputs(), done.outputs());
            }
            case EffectOutcome.Failed failed -> {
                boolean outside = failed.failureClass().equals("infrastructure");
                if (was.ok() && !outside) {
                    throw new Diverged(field + "outcome", "done: " + was.summary(), "failed: " + failed.message());
                }
            }
        }
        return is;
    }

    private EffectGate.Passage taken(
            StepContext step, String callId, CallStatus call, Cassette.Result result, Ways ways) {
        String commit = result.outputs().get("commit");
        if (result.ok() && commit != null && call.effect().tool().equals(COMMIT)) {
            workspaces.adopt(step.place(), step.plan(), commit);
        }
        step.append(new Fact.EffectReplayed(
                step.step().id(),
                step.attempt(),
                callId,
                call.effectDigest(),
                result.ok(),
                result.summary(),
                result.failureClass(),
                result.resultDigest(),
                result.outputs()));
        return ways.recorded(
                step.actor().org(),
                Objects.requireNonNull(Objects.requireNonNull(step.call(callId)).completed()));
    }

    private Optional<String> result(OrgId org, Cassette.Call call) {
        Cassette.Result result = call.result();
        Digest digest = result == null ? null : result.resultDigest();
        return digest == null
                ? Optional.empty()
                : blobs.read(org, digest).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
