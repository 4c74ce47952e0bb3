package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.Answer;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.contracts.policy.ApprovalView;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Facts in few words. */
final class Facts {
    static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private Facts() {}

    static Fact.RunAdmitted admitted(Plan plan) {
        return admitted(plan, 1);
    }

    static Fact.RunAdmitted admitted(Plan plan, int run) {
        OrgId org = new OrgId("local");
        return new Fact.RunAdmitted(
                new RunId("01900000-0000-7000-8000-00000000000" + run),
                org,
                plan.project(),
                plan.root(),
                plan.pipeline(),
                plan.version(),
                plan.path(),
                new Requester(org, "local:owner", List.of("Owner")),
                Digest.of("snapshot"),
                Digest.of("plan"),
                plan.policyDigest(),
                plan.inputs(),
                new RunOptions("bubblewrap", null, false),
                plan.steps().stream()
                        .map(step -> new Fact.StepOutline(
                                step.id(),
                                step.work().kind(),
                                step.title(),
                                step.lane(),
                                step.needs(),
                                null,
                                null,
                                null))
                        .toList());
    }

    static Fact runStarted() {
        return new Fact.RunStarted("builderos/run-1", "base");
    }

    /** The run goes on with the same files. */
    static Fact reopened(String plan, List<StepId> kept) {
        return new Fact.RunReopened(
                "local:owner",
                Digest.of(plan),
                "1.0.0",
                Digest.of("files"),
                Digest.of("policy"),
                Map.of(),
                null,
                kept,
                null,
                List.of());
    }

    /** A run that ended well, with these ends of its steps. */
    static Replayed replayed(Map<String, StepState> ends) {
        return new Replayed(
                new RunId("01900000-0000-7000-8000-000000000001"),
                9,
                Digest.of("head"),
                "builderos/first",
                "base",
                RunState.SUCCEEDED,
                ends);
    }

    static Fact replayedEffect(String step, int attempt, String call) {
        return new Fact.EffectReplayed(
                new StepId(step), attempt, call, effect(step).digest(), true, "done", null, null, Map.of("by", step));
    }

    static Fact started(String step, int attempt) {
        return new Fact.StepStarted(new StepId(step), attempt, Digest.of(step + attempt), "tree", Map.of());
    }

    static Fact succeeded(String step, int attempt) {
        return new Fact.StepSucceeded(
                new StepId(step), attempt, Map.of("by", step), List.of(), "commit-" + step, "tree", 1, null);
    }

    static Fact failed(String step, int attempt) {
        return failed(step, attempt, "test_failed");
    }

    static Fact failed(String step, int attempt, String failureClass) {
        return new Fact.StepFailed(new StepId(step), attempt, failureClass, step + " broke", null);
    }

    static Fact failedForNow(String step, int attempt) {
        return new Fact.StepFailed(new StepId(step), attempt, "transient", step + " stumbled", AT.plusSeconds(60));
    }

    static Fact stopped(String step) {
        return new Fact.StepCancelled(new StepId(step), "stopped");
    }

    static Fact cancel() {
        return new Fact.RunCancelRequested("local:owner", "changed my mind");
    }

    static Fact receipt() {
        return new Fact.ReceiptIssued(Digest.of("receipt"), "key");
    }

    static Effect effect(String step) {
        return new Effect("shell.exec", "pipeline", null, Map.of("command", "do " + step));
    }

    static Fact called(String step, int attempt) {
        return called(step, attempt, "call");
    }

    static Fact called(String step, int attempt, String call) {
        return new Fact.ToolCalled(
                new StepId(step), attempt, call, effect(step), effect(step).digest(), "shell.exec do " + step);
    }

    static Fact decided(String step, int attempt, Verdict verdict) {
        return decided(step, attempt, "call", verdict);
    }

    static Fact decided(String step, int attempt, String call, Verdict verdict) {
        return new Fact.PolicyDecided(
                new StepId(step),
                attempt,
                call,
                effect(step).digest(),
                verdict,
                "rule-" + verdict.name().toLowerCase(Locale.ROOT),
                Digest.of("policy"),
                "because",
                null);
    }

    static ApprovalId approval(int number) {
        return new ApprovalId("00000000-0000-7000-8000-%012d".formatted(number));
    }

    static Fact asked(String step, int attempt, int approval) {
        return asked(step, attempt, "call", approval);
    }

    static Fact asked(String step, int attempt, String call, int approval) {
        return new Fact.ApprovalRequested(
                new StepId(step),
                attempt,
                call,
                approval(approval),
                effect(step).digest(),
                new ApprovalRequirement(1, List.of("Owner"), List.of(), Duration.ofHours(24)),
                new EffectCard(
                        "do " + step,
                        "do " + step,
                        null,
                        new Risk(Risk.Level.LOW, List.of()),
                        "nothing to take back",
                        "the workspace",
                        null),
                Map.of("path", "a"));
    }

    static Fact granted(String step, int attempt, int approval) {
        return granted(step, attempt, "call", approval);
    }

    static Fact granted(String step, int attempt, String call, int approval) {
        return new Fact.ApprovalGranted(
                new StepId(step),
                attempt,
                call,
                approval(approval),
                effect(step).digest(),
                List.of(new ApprovalView.Given("local:owner", Answer.APPROVE, "browser", null, AT)));
    }

    static Fact refused(String step, int attempt, int approval) {
        return refused(step, attempt, "call", approval);
    }

    static Fact refused(String step, int attempt, String call, int approval) {
        return new Fact.ApprovalRefused(
                new StepId(step),
                attempt,
                call,
                approval(approval),
                effect(step).digest(),
                ApprovalState.DENIED,
                "not today",
                List.of(new ApprovalView.Given("local:owner", Answer.DENY, "browser", "not today", AT)));
    }

    static Fact intended(String step, int attempt) {
        return intended(step, attempt, "call");
    }

    static Fact intended(String step, int attempt, String call) {
        return new Fact.EffectIntended(
                new StepId(step), attempt, call, effect(step).digest(), null, "key-" + call);
    }

    static Fact completed(String step, int attempt) {
        return completed(step, attempt, "call");
    }

    static Fact completed(String step, int attempt, String call) {
        return new Fact.EffectCompleted(
                new StepId(step), attempt, call, effect(step).digest(), true, "done", null, null, Map.of(), false);
    }

    static Fact unknown(String step, int attempt) {
        return unknown(step, attempt, "call");
    }

    static Fact unknown(String step, int attempt, String call) {
        return new Fact.EffectUnknown(
                new StepId(step), attempt, call, effect(step).digest(), "the runner died");
    }

    static Fact answered(String step, int attempt, int turn) {
        return new Fact.ModelAnswered(
                new StepId(step),
                attempt,
                turn,
                "script:test",
                Digest.of("request"),
                Digest.of("answer"),
                100,
                20,
                "I will",
                List.of(new Fact.ModelAnswered.Call("call", "shell.exec")));
    }
}
