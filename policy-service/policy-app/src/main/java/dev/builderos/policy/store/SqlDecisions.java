package dev.builderos.policy.store;

import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.policy.domain.JudgedCall;
import dev.builderos.policy.usecase.Decisions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;

@ApplicationScoped
class SqlDecisions implements Decisions {
    private static final String INSERT = """
            insert into policy.decision (org, run_id, step_id, call_id, effect_digest, policy_digest, verdict, rule_id,
                sentence, requirement, tool, agent, environment, requested_by)
            values (:org, :run, :step, :call, :effect, :policy, :verdict, :rule,
                :sentence, nullif(:requirement, ''), :tool, :agent, nullif(:environment, ''), :by)
            on conflict do nothing""";

    @Override
    public Uni<Recorded> recordOnce(JudgedCall call, Decision decision) {
        return insert(call, decision)
                .flatMap(
                        inserted -> inserted == 1 ? Uni.createFrom().item(new First(decision)) : known(call, decision));
    }

    private static Uni<Integer> insert(JudgedCall call, Decision decision) {
        String environment = call.effect().environment();
        String requirement = decision.requirement() == null
                ? ""
                : new String(ContractJson.write(decision.requirement()), StandardCharsets.UTF_8);
        return NativeInsert.run(
                INSERT,
                Map.ofEntries(
                        Map.entry("org", call.requester().org().value()),
                        Map.entry("run", call.run().value()),
                        Map.entry("step", call.step().value()),
                        Map.entry("call", call.callId()),
                        Map.entry("effect", decision.effectDigest().value()),
                        Map.entry("policy", decision.policyDigest().value()),
                        Map.entry("verdict", decision.verdict().name()),
                        Map.entry("rule", decision.ruleId()),
                        Map.entry("sentence", decision.sentence()),
                        Map.entry("requirement", requirement),
                        Map.entry("tool", call.effect().tool()),
                        Map.entry("agent", call.effect().agent()),
                        Map.entry("environment", environment == null ? "" : environment),
                        Map.entry("by", call.requester().id())));
    }

    private static Uni<Recorded> known(JudgedCall call, Decision decision) {
        return DecisionRow.<DecisionRow>find(
                        "org = ?1 and runId = ?2 and stepId = ?3 and callId = ?4 and effectDigest = ?5",
                        call.requester().org().value(),
                        call.run().value(),
                        call.step().value(),
                        call.callId(),
                        decision.effectDigest().value())
                .singleResult()
                .map(row -> new Known(row.decision()));
    }
}
