package dev.builderos.policy.store;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.policy.domain.JudgedCall;
import dev.builderos.policy.domain.PastDecision;
import dev.builderos.policy.usecase.Decisions;
import dev.builderos.policy.usecase.Transactions;
import dev.builderos.record.OrgTransactions;
import io.quarkus.panache.common.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class SqlDecisions implements Decisions {
    private static final String INSERT = """
            insert into policy.decision (org, run_id, step_id, call_id, effect_digest, policy_digest, verdict, rule_id, sentence,
                                         requirement, tool, agent, environment, requested_by, project, effect, context,
                                         taint, shadow)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            on conflict do nothing returning 1""";

    private static final String MEANT = "org = :org and effect is not null and ";
    private static final String AFTER = """
             and (decidedAt, runId, stepId, callId, effectDigest) > (:at, :run, :step, :call, :digest)
            order by decidedAt, runId, stepId, callId, effectDigest""";

    private final Pool pool;
    private final Transactions transactions;

    SqlDecisions(Pool pool, Transactions transactions) {
        this.pool = pool;
        this.transactions = transactions;
    }

    @Override
    public Uni<Decision> record(JudgedCall call, Decision decision, @Nullable Decision shadow) {
        return OrgTransactions.execute(pool, call.requester().org(), INSERT, row(call, decision, shadow))
                .flatMap(inserted -> standing(call, decision, inserted.size() == 1));
    }

    /** The log is held from the first turn on; a decision that was there holds it in vain, which is rare. */
    @Override
    public Uni<Decision> recordAudited(
            JudgedCall call, Decision decision, @Nullable Decision shadow, String kind, Map<String, ?> what) {
        OrgId org = call.requester().org();
        return OrgTransactions.inTwoTurns(
                        pool,
                        org,
                        client -> Uni.combine()
                                .all()
                                .unis(
                                        client.preparedQuery(INSERT).execute(row(call, decision, shadow)),
                                        AuditStatements.lockHead(client, org))
                                .with(FirstTurn::new),
                        (client, turn) -> turn.isFirst()
                                ? AuditStatements.append(
                                                client, org, turn.head().next(kind, what))
                                        .replaceWith(true)
                                : Uni.createFrom().item(false))
                .flatMap(first -> standing(call, decision, first));
    }

    private record FirstTurn(RowSet<Row> inserted, AuditStatements.Head head) {
        boolean isFirst() {
            return inserted.size() == 1;
        }
    }

    private Uni<Decision> standing(JudgedCall call, Decision decision, boolean first) {
        return first
                ? Uni.createFrom().item(decision)
                : transactions.within(call.requester().org(), () -> known(call, decision));
    }

    /** In the order of {@link #INSERT}. */
    private static Tuple row(JudgedCall call, Decision decision, @Nullable Decision shadow) {
        return Tuple.from(Arrays.asList(
                call.requester().org().value(),
                call.run().value(),
                call.step().value(),
                call.callId(),
                decision.effectDigest().value(),
                decision.policyDigest().value(),
                decision.verdict().name(),
                decision.ruleId(),
                decision.sentence(),
                json(decision.requirement()),
                call.effect().tool(),
                call.effect().agent(),
                call.effect().environment(),
                call.requester().id(),
                call.projectName(),
                new String(CanonicalJson.bytes(call.effect()), StandardCharsets.UTF_8),
                json(new DecisionContext(call.project(), call.requester().roles(), call.soFar())),
                decision.taint(),
                json(shadow)));
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : new String(ContractJson.write(value), StandardCharsets.UTF_8);
    }

    private static Uni<Decision> known(JudgedCall call, Decision decision) {
        return DecisionRow.<DecisionRow>find(
                        "org = ?1 and runId = ?2 and stepId = ?3 and callId = ?4 and effectDigest = ?5",
                        call.requester().org().value(),
                        call.run().value(),
                        call.step().value(),
                        call.callId(),
                        decision.effectDigest().value())
                .singleResult()
                .map(DecisionRow::decision);
    }

    @Override
    public Uni<List<PastDecision>> page(OrgId org, Which which, @Nullable PastDecision after, int limit) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("org", org.value());
        parameters.put("run", after == null ? "" : after.call().run().value());
        parameters.put("step", after == null ? "" : after.call().step().value());
        parameters.put("call", after == null ? "" : after.call().callId());
        parameters.put(
                "digest", after == null ? "" : after.decision().effectDigest().value());
        String condition = switch (which) {
            case Which.OfProject(String project, Instant since) -> {
                parameters.put("at", after == null ? since : after.at());
                parameters.put("project", project);
                yield "project = :project";
            }
            case Which.PermittedIn(List<RunId> runs) -> {
                parameters.put("at", after == null ? Instant.EPOCH : after.at());
                parameters.put("runs", runs.stream().map(RunId::value).toList());
                yield "runId in (:runs) and verdict <> 'DENY'";
            }
        };
        return past(MEANT + condition + AFTER, parameters, limit);
    }

    @Override
    public Uni<Long> countWithoutEffect(OrgId org, Instant since) {
        return DecisionRow.count("org = ?1 and decidedAt >= ?2 and effect is null", org.value(), since);
    }

    @Override
    public Uni<Optional<PastDecision>> about(OrgId org, RunId run, StepId step, Digest effect) {
        return past(
                        "org = :org and runId = :run and stepId = :step and effectDigest = :effect and effect is not null",
                        Map.of(
                                "org", org.value(),
                                "run", run.value(),
                                "step", step.value(),
                                "effect", effect.value()),
                        1)
                .map(found -> found.stream().findFirst());
    }

    private static Uni<List<PastDecision>> past(String query, Map<String, Object> parameters, int limit) {
        return DecisionRow.<DecisionRow>find(query, parameters)
                .page(Page.ofSize(limit))
                .list()
                .map(rows -> rows.stream().map(DecisionRow::past).toList());
    }
}
