package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows F53 and F54 from outside: what was decided and answered is neither lost nor done twice, and the audit log has it once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionFaultIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int APPROVERS = 32;

    private final FaultBench bench = new FaultBench();

    static LongStream seeds() {
        return FaultIT.seeds();
    }

    /** A checkpoint after a minute would be one to wait for. */
    @BeforeAll
    void signSoon() {
        bench.restartWith(builderos -> builderos.setEnvironment("BUILDEROS_POLICY_AUDIT_PATIENCE", "2s"));
    }

    @AfterAll
    void takeAway() {
        bench.close();
    }

    /** The answer is committed with its message, and the server dies before that message is sent. */
    @ParameterizedTest(name = "F53 answer, seed {0}")
    @MethodSource("seeds")
    void goesOnOnceWhenItIsKilledBetweenAnAnswerAndItsPublication(long seed) {
        FaultBench.random("F53", seed);
        String run = startGated("answered-" + seed);
        JsonNode approval = bench.awaitApproval(run);
        bench.postgres().change("create table policy.held (like policy.outbox)");
        bench.postgres().change("""
                create function policy.hold() returns trigger language plpgsql security definer as $$
                begin
                  insert into policy.held values (new.*);
                  return null;
                end $$""");
        bench.postgres()
                .change(
                        "create trigger hold before insert on policy.outbox for each row execute function policy.hold()");

        HttpResponse<String> answer = approve(approval);
        bench.builderos().killServer();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Json.read(answer.body()).path("state").asText()).isEqualTo("GRANTED");
        assertThat(bench.ledger().entries()).noneMatch(entry -> entry.run().equals(run));
        bench.postgres().change("drop trigger hold on policy.outbox");
        assertThat(bench.postgres()
                        .change("insert into policy.outbox (ce_id, ce_type, subject, body)"
                                + " select ce_id, ce_type, subject, body from policy.held"))
                .as("messages that were committed and not sent")
                .isEqualTo(1);
        bench.postgres().change("drop table policy.held");
        bench.postgres().change("drop function policy.hold()");
        bench.up();

        assertDoneOnce(run);
        assertThat(entries(run, "approval"))
                .filteredOn(each -> each.has("answer"))
                .hasSize(1);
        bench.assertEverythingHolds();
    }

    /** The decision is committed, and the server dies before the step that asked hears of it. */
    @ParameterizedTest(name = "F53 decision, seed {0}")
    @MethodSource("seeds")
    void decidesOnceWhenItIsKilledBetweenADecisionAndItsAnswer(long seed) {
        FaultBench.random("F53", seed);
        bench.postgres().change("""
                create function runner.dawdle() returns trigger language plpgsql as $$
                begin
                  perform pg_sleep(600);
                  return new;
                end $$""");
        bench.postgres()
                .change("create trigger dawdle before insert on runner.fact for each row"
                        + " when (new.type = 'PolicyDecided') execute function runner.dawdle()");
        String run = startGated("decided-" + seed);
        await("a decision that is not in the journal")
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> bench.postgres().count("select count(*) from policy.decision where run_id = ?", run) == 1
                        && bench.postgres().count("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
                                > 0);

        bench.builderos().killServer();
        bench.postgres()
                .ask("select pg_terminate_backend(pid)::text from pg_stat_activity where wait_event = 'PgSleep'");
        bench.postgres().change("drop trigger dawdle on runner.fact");
        bench.postgres().change("drop function runner.dawdle()");
        assertThat(bench.postgres()
                        .count(
                                "select count(*) from runner.fact where type = 'PolicyDecided' and run_id::text = ?",
                                run))
                .isZero();
        bench.up();

        JsonNode approval = bench.awaitApproval(run);
        assertThat(bench.postgres().count("select count(*) from policy.decision where run_id = ?", run))
                .as("decisions")
                .isEqualTo(1);
        assertThat(approve(approval).statusCode()).isEqualTo(200);
        assertDoneOnce(run);
        bench.assertEverythingHolds();
    }

    /** Many people answer at once while the server is killed; each answer that counted is in the log, once. */
    @ParameterizedTest(name = "F54 seed {0}")
    @MethodSource("seeds")
    void theAuditLogHasEveryAnswerOnceWhenManyAnswerUnderAKill(long seed) throws Exception {
        FaultBench.random("F54", seed);
        List<String> runs = new ArrayList<>();
        List<JsonNode> approvals = new ArrayList<>();
        for (int i = 0; i < APPROVERS; i++) {
            runs.add(bench.startOther("many-" + seed + "-" + i, """
                    - { id: agree, run: "true", gates: [approval] }
                    """));
        }
        runs.forEach(run -> approvals.add(bench.awaitApproval(run)));

        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> answers = new ArrayList<>();
            approvals.forEach(approval -> answers.add(people.submit(() -> insist(approval))));
            await("some answers")
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> bench.postgres()
                                    .count(
                                            "select count(*) from policy.approval where state = 'GRANTED' and project like 'many-%'")
                            >= 3);
            bench.killAndRestart();
            for (Future<?> answer : answers) {
                answer.get();
            }
        }

        // What is under way when the server is killed may be done again, so only its outcome is counted.
        runs.forEach(this::assertAcceptedOnce);
        runs.forEach(run -> assertThat(entries(run, "approval"))
                .as("answers to run %s", run)
                .filteredOn(each -> each.has("answer"))
                .hasSize(1));
        assertThat(new AuditChain(bench.postgres()).faults()).isEmpty();
        await("a log that is covered and proven").atMost(PATIENCE).untilAsserted(() -> {
            Command.Outcome verified = bench.builderos().run(bench.builderos().directory(), "audit", "verify");
            assertThat(verified.exitCode()).as(verified.all()).isZero();
        });
        bench.assertEverythingHolds();
    }

    /** A run whose one step calls the ledger once somebody has approved it. */
    private String startGated(String project) {
        return bench.startOther(project, """
                - { id: open, action: verify.http, with: { url: "%s" }, gates: [approval] }
                """.formatted(bench.ledger().addressOf("open")));
    }

    private HttpResponse<String> approve(JsonNode approval) {
        return bench.builderos()
                .api()
                .send(
                        "POST",
                        "/v1/approvals/" + approval.path("id").asText() + "/answers",
                        Map.of(
                                "answer",
                                "APPROVE",
                                "effectDigest",
                                approval.path("effectDigest").asText(),
                                "method",
                                "test"));
    }

    /** Asks until the answer is known to count, now or before. */
    private void insist(JsonNode approval) {
        await("an answer to " + approval.path("id").asText())
                .pollInterval(Duration.ofMillis(100))
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    HttpResponse<String> answer = approve(approval);
                    return answer.statusCode() == 200 || answer.body().contains("approval.closed");
                });
    }

    private void assertDoneOnce(String run) {
        assertAcceptedOnce(run);
        assertThat(bench.ledger().entries().stream().filter(entry -> entry.run().equals(run)))
                .as("how often it was done")
                .hasSize(1);
    }

    private void assertAcceptedOnce(String run) {
        bench.awaitReceipt(run);
        Journal journal = Journal.of(bench.builderos().api(), run);
        journal.assertSound();
        assertThat(journal.of("ApprovalGranted")).as("run %s", run).hasSize(1);
        assertThat(journal.of("EffectCompleted")).as("run %s", run).hasSize(1);
    }

    /** What the audit log says of a run, by its own query. */
    private List<JsonNode> entries(String run, String kind) {
        JsonNode page = bench.builderos().api().get("/v1/audit?run=" + run + "&kind=" + kind + "&limit=200");
        assertThat(page.has("next")).isFalse();
        return IntStream.range(0, page.path("entries").size())
                .mapToObj(i -> page.path("entries").path(i).path("what"))
                .toList();
    }
}
