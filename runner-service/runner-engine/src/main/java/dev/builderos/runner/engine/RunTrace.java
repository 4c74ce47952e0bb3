package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.formats.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a run, read from its journal: the run, in it each attempt at a step, in that each call with what was decided of it,
 * and in that the time for which people were waited for. It is the same whoever reads it, whichever runners carried the run out. The
 * id of the trace is that of the run, so whoever knows the run knows where its trace is.
 *
 * <p>Texts of agents and commands are not in it: neither prompts and answers nor arguments, summaries and messages of failures.
 */
public final class RunTrace {
    private static final String RUN = "run";

    private final RunId run;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final List<RunSpan> spans = new ArrayList<>();
    private Instant last = Instant.EPOCH;
    private @Nullable String outcome = "not ended";

    private RunTrace(RunId run) {
        this.run = run;
    }

    /**
     * A span that has begun.
     *
     * @param outer the id of the one it is part of
     */
    private record Open(
            String id,
            @Nullable String outer,
            String name,
            Instant start,
            Map<String, Object> attributes,
            List<RunSpan.Event> events) {}

    /** The id of the trace: 32 digits of hex. */
    public static String id(RunId run) {
        return run.value().replace("-", "");
    }

    /** The spans of a run, those first that ended first; what has not ended ends with the last fact. */
    public static List<RunSpan> of(RunId run, List<FactRecord> journal) {
        RunTrace trace = new RunTrace(run);
        for (FactRecord entry : journal) {
            trace.last = entry.at();
            trace.take(FactCodec.read(entry), entry.at());
        }
        for (String path : List.copyOf(trace.open.keySet()).reversed()) {
            trace.end(path, path.equals(RUN) ? trace.outcome : "not ended");
        }
        return List.copyOf(trace.spans);
    }

    private void take(Fact fact, Instant at) {
        switch (fact) {
            case Fact.RunAdmitted admitted -> admit(admitted, at);
            case Fact.RunQueued queued -> begin("queued", RUN, "queued", at, Map.of());
            case Fact.RunReleased released -> end("queued", null);
            case Fact.RunPaused paused -> begin("paused", RUN, "paused", at, Map.of("builderos.by", paused.by()));
            case Fact.RunUnpaused unpaused -> end("paused", null);
            case Fact.RunTakenOver taken -> event(RUN, "taken over", at, Map.of("builderos.runner", taken.runner()));
            case Fact.RunReopened reopened -> {
                outcome = "not ended";
                event(RUN, "reopened", at, Map.of());
            }
            case Fact.RunTimedOut timedOut -> event(RUN, "timed out", at, Map.of());
            case Fact.RunCancelRequested cancel ->
                event(RUN, "cancel requested", at, Map.of("builderos.by", cancel.by()));
            case Fact.RunSucceeded succeeded -> over("SUCCEEDED", null);
            case Fact.RunFailed failed ->
                over("FAILED", failed.step() == null ? "failed" : "step " + failed.step() + " failed");
            case Fact.RunCancelled cancelled -> over("CANCELLED", "cancelled");
            case Fact.ReceiptIssued receipt ->
                event(
                        RUN,
                        "receipt",
                        at,
                        Map.of("builderos.receipt", receipt.digest().value()));
            case Fact.OfCall call -> takeCall(call, at);
            case Fact.OfStep step -> takeStep(step, at);
            default -> {
                // Says nothing of the course of time.
            }
        }
    }

    private void admit(Fact.RunAdmitted admitted, Instant at) {
        Map<String, Object> attributes = new HashMap<>(Map.of(
                "builderos.run", run.value(),
                "builderos.org", admitted.org().value(),
                "builderos.project", admitted.project().value(),
                "builderos.pipeline", admitted.pipeline(),
                "builderos.pipeline.version", admitted.pipelineVersion(),
                "builderos.snapshot", admitted.snapshot().value(),
                "builderos.policy", admitted.policyDigest().value(),
                "enduser.id", admitted.requester().id()));
        if (admitted.replayed() != null) {
            attributes.put("builderos.replay", true);
        }
        begin(RUN, null, "run " + admitted.pipeline(), at, attributes);
    }

    private void takeStep(Fact.OfStep fact, Instant at) {
        String step = "step/" + fact.step().value();
        switch (fact) {
            case Fact.StepStarted started -> {
                end(step, "not ended");
                Map<String, Object> attributes = about(started.step());
                attributes.put("builderos.attempt", (long) started.attempt());
                begin(step, RUN, "step " + started.step(), at, attributes);
            }
            case Fact.ModelAnswered answered -> event(step, "gen_ai.answer", at, usage(answered));
            case Fact.StepReused reused -> {
                Map<String, Object> attributes = about(reused.step());
                attributes.put("builderos.reused", reused.why().name());
                attributes.put("builderos.reused.from", reused.from().value());
                begin(step, RUN, "step " + reused.step(), at, attributes);
                end(step, null);
            }
            case Fact.StepSucceeded succeeded -> end(step, null);
            case Fact.StepFailed failed -> end(step, failed.failureClass());
            case Fact.StepTimedOut timedOut -> end(step, "timeout");
            case Fact.StepCancelled cancelled -> end(step, "cancelled");
            default -> {
                // Neither begins nor ends anything.
            }
        }
    }

    private static Map<String, Object> usage(Fact.ModelAnswered answered) {
        Map<String, Object> usage = new TreeMap<>(Map.of(
                "gen_ai.response.model", answered.model(),
                "gen_ai.usage.input_tokens", answered.inputTokens(),
                "gen_ai.usage.output_tokens", answered.outputTokens()));
        Money cost = answered.cost();
        if (cost != null) {
            usage.put("builderos.cost", cost.toString());
        }
        return usage;
    }

    private void takeCall(Fact.OfCall fact, Instant at) {
        String step = "step/" + fact.step().value();
        String call = step + "/" + fact.callId();
        String approval = call + "/approval";
        switch (fact) {
            case Fact.ToolCalled called -> {
                Map<String, Object> attributes = new HashMap<>(Map.of(
                        "builderos.tool", called.effect().tool(),
                        "builderos.agent", called.effect().agent(),
                        "builderos.effect", called.effectDigest().value()));
                String environment = called.effect().environment();
                if (environment != null) {
                    attributes.put("deployment.environment.name", environment);
                }
                begin(call, step, "call " + called.effect().tool(), at, attributes);
            }
            case Fact.PolicyDecided decided -> {
                event(
                        call,
                        "policy decided",
                        at,
                        Map.of(
                                "builderos.verdict", decided.verdict().name(),
                                "builderos.rule", decided.ruleId()));
                if (decided.verdict().name().equals("DENY")) {
                    end(call, "denied by " + decided.ruleId());
                }
            }
            case Fact.ApprovalRequested requested ->
                begin(
                        approval,
                        call,
                        "approval",
                        at,
                        Map.of("builderos.approval", requested.approvalId().value()));
            case Fact.ApprovalGranted granted -> end(approval, null);
            case Fact.ApprovalRefused refused -> {
                end(approval, refused.outcome().name());
                end(call, "approval " + refused.outcome().name());
            }
            case Fact.EffectCompleted completed -> end(call, completed.ok() ? null : failure(completed.failureClass()));
            case Fact.EffectReplayed replayed -> end(call, replayed.ok() ? null : failure(replayed.failureClass()));
            case Fact.EffectReused reused -> end(call, null);
            case Fact.EffectUnknown unknown -> end(call, "nobody knows whether it happened");
            default -> {
                // Neither begins nor ends anything.
            }
        }
    }

    private static String failure(@Nullable String failureClass) {
        return Objects.requireNonNullElse(failureClass, "failed");
    }

    private static Map<String, Object> about(StepId step) {
        return new HashMap<>(Map.of("builderos.step", step.value()));
    }

    /** A run may be reopened: what it ended as last counts. */
    private void over(String state, @Nullable String why) {
        outcome = why;
        Open root = open.get(RUN);
        if (root != null) {
            root.attributes().put("builderos.state", state);
        }
    }

    private void begin(String path, @Nullable String parent, String name, Instant at, Map<String, Object> attributes) {
        end(path, "not ended");
        String id = Digest.of(run.value() + "/" + path + "/" + at).hex().substring(0, 16);
        Open outer = parent == null ? null : open.getOrDefault(parent, open.get(RUN));
        open.put(
                path,
                new Open(
                        id, outer == null ? null : outer.id(), name, at, new TreeMap<>(attributes), new ArrayList<>()));
    }

    private void event(String path, String name, Instant at, Map<String, Object> attributes) {
        Open span = open.get(path);
        if (span != null) {
            span.events().add(new RunSpan.Event(at, name, attributes));
        }
    }

    /** Ends a span, and first what is part of it and has not ended. */
    private void end(String path, @Nullable String error) {
        Open span = open.get(path);
        if (span == null) {
            return;
        }
        for (Map.Entry<String, Open> each : List.copyOf(open.entrySet())) {
            if (span.id().equals(each.getValue().outer())) {
                end(each.getKey(), "not ended");
            }
        }
        open.remove(path);
        spans.add(new RunSpan(
                span.id(),
                span.outer(),
                span.name(),
                span.start(),
                last.isBefore(span.start()) ? span.start() : last,
                error,
                span.attributes(),
                span.events()));
    }
}
