package dev.builderos.policy.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.policy.domain.JudgedCall;
import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides about an effect. The decision is committed before it is given; asked again, the recorded one is given. */
@ApplicationScoped
public class JudgeEffect {
    static final String UNKNOWN_POLICY = "unknown-policy";

    private final CompiledPolicies policies;
    private final Shadows shadows;
    private final Decisions decisions;

    JudgeEffect(CompiledPolicies policies, Shadows shadows, Decisions decisions) {
        this.policies = policies;
        this.shadows = shadows;
        this.decisions = decisions;
    }

    public Uni<Decision> apply(JudgedCall call, Digest policyDigest) {
        OrgId org = call.requester().org();
        return policies.find(org, policyDigest)
                .map(policy -> policy.map(known -> known.decide(call.effect(), call.context()))
                        .orElseGet(() -> unknownPolicy(policyDigest, call.effect())))
                .flatMap(decision -> shadows.of(org, call.projectName())
                        .map(shadow -> shadow.map(other -> other.decide(call.effect(), call.context())))
                        .flatMap(shadow -> record(call, decision, shadow.orElse(null))))
                .invoke(JudgeEffect::count);
    }

    private static void count(Decision decision) {
        Metrics.counter(
                        "builderos.decisions",
                        "verdict",
                        decision.verdict().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    private static Decision unknownPolicy(Digest policyDigest, Effect effect) {
        return new Decision(
                Verdict.DENY,
                UNKNOWN_POLICY,
                policyDigest,
                effect.digest(),
                "no policy is pinned under " + policyDigest.abbreviated() + "; without one everything is denied",
                null);
    }

    /** What is asked or denied goes into the audit log with the decision; what is allowed is recorded alone. */
    private Uni<Decision> record(JudgedCall call, Decision decision, @Nullable Decision shadow) {
        return switch (decision.verdict()) {
            case ALLOW -> decisions.record(call, decision, shadow);
            case ASK, DENY -> decisions.recordAudited(call, decision, shadow, "decision", entry(call, decision));
        };
    }

    private static Map<String, Object> entry(JudgedCall call, Decision decision) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("run", call.run());
        entry.put("step", call.step());
        entry.put("call", call.callId());
        entry.put("tool", call.effect().tool());
        entry.put("agent", call.effect().agent());
        String environment = call.effect().environment();
        if (environment != null) {
            entry.put("environment", environment);
        }
        entry.put("requester", call.requester().id());
        entry.put("verdict", decision.verdict());
        entry.put("rule", decision.ruleId());
        entry.put("policy", decision.policyDigest());
        entry.put("effect", decision.effectDigest());
        entry.put("sentence", decision.sentence());
        return entry;
    }
}
