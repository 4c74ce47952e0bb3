package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of the fault matrix that take their time: {@code ./builderos test --faults}. */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowFaultIT {
    private static final int RUNS = Integer.getInteger("faults.runs", 60);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long MEGABYTE = 1024L * 1024;

    private final FaultBench bench = new FaultBench();

    static LongStream seeds() {
        return FaultIT.seeds();
    }

    @AfterAll
    void takeAway() {
        bench.close();
    }

    @ParameterizedTest(name = "F02 seed {0}")
    @MethodSource("seeds")
    void doesAgainWhatMayBeDoneAgainWhenKilledBetweenTheEffectAndItsFact(long seed) {
        FaultBench.random("F02", seed);
        Workload workload = bench.workload("f02-" + seed);
        CountDownLatch killed = new CountDownLatch(1);
        bench.awaitQuiet();
        bench.ledger().onceBeforeAnswering(entry -> {
            bench.builderos().killServer();
            killed.countDown();
        });
        workload.ask(RUNS / 4);
        await().atMost(PATIENCE).until(() -> killed.getCount() == 0);
        bench.ledger().slowDown(Duration.ofMillis(100));
        bench.recovered("kill -9 between effect and fact", FaultBench.TAKEOVER, () -> {
            bench.up();
            return true;
        });

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F04 seed {0}")
    @MethodSource("seeds")
    void goesOnHoweverOftenItIsKilled(long seed) {
        Random random = FaultBench.random("F04", seed);
        Workload workload = bench.workload("f04-" + seed);
        workload.ask(RUNS);
        for (int kill = 0; kill < 5; kill++) {
            bench.awaitEntries(1 + random.nextInt(40));
            bench.killAndRestart();
        }

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F05 seed {0}")
    @MethodSource("seeds")
    void drainsTheBacklogAfterItWasGoneForHalfAMinute(long seed) {
        Random random = FaultBench.random("F05", seed);
        Workload workload = bench.workload("f05-" + seed);
        workload.ask(RUNS);
        bench.awaitEntries(5 + random.nextInt(20));
        bench.builderos().killServer();
        FaultBench.let(Duration.ofSeconds(30));
        bench.recovered("half a minute without a server", FaultBench.TAKEOVER, () -> {
            bench.up();
            return true;
        });

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F06 seed {0}")
    @MethodSource("seeds")
    void isNoZombieAfterItSleptLongerThanItsLease(long seed) {
        Random random = FaultBench.random("F06", seed);
        Workload workload = bench.workload("f06-" + seed);
        workload.ask(RUNS);
        bench.awaitEntries(5 + random.nextInt(20));
        ProcessHandle server = bench.builderos().server();
        Signals.send("STOP", server);
        FaultBench.let(Duration.ofSeconds(17));
        bench.takeAwayAllRuns(Duration.ofSeconds(10));
        FaultBench.let(Duration.ofSeconds(3));
        Signals.send("CONT", server);
        bench.recovered("SIGSTOP for longer than the lease", FaultBench.TAKEOVER, bench::answers);

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F07 seed {0}")
    @MethodSource("seeds")
    void keepsItsRunsWhenItSleptForLessThanItsLease(long seed) {
        Random random = FaultBench.random("F07", seed);
        Workload workload = bench.workload("f07-" + seed);
        workload.ask(RUNS / 2);
        workload.awaitAcknowledged(RUNS / 2);
        bench.awaitEntries(1 + random.nextInt(10));
        List<String> epochs = bench.epochs();
        ProcessHandle server = bench.builderos().server();
        Signals.send("STOP", server);
        FaultBench.let(Duration.ofSeconds(8));
        Signals.send("CONT", server);

        bench.assertEverythingHolds();
        assertThat(bench.epochs()).as("runs and their epochs").isEqualTo(epochs);
    }

    @ParameterizedTest(name = "F10 seed {0}")
    @MethodSource("seeds")
    void outlivesAForkBomb(long seed) {
        FaultBench.random("F10", seed);
        Workload workload = bench.workload("f10-" + seed);
        String marker = "98." + (1_000 + seed);
        String bomb = bench.startOther("bomb-" + seed, """
                - { id: bomb, run: "b() { sleep %s & b | b & }; b; sleep 5; echo survived", timeout: 30s }
                """.formatted(marker));
        workload.ask(RUNS / 6);
        bench.awaitReceipt(bomb);

        bench.assertNothingRuns("sleep " + marker);
        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F11 seed {0}")
    @MethodSource("seeds")
    void leavesNoDaemonOfAStepBehind(long seed) {
        FaultBench.random("F11", seed);
        String marker = "97." + (1_000 + seed);
        String run = bench.startOther("daemon-" + seed, """
                - { id: daemon, run: "(trap '' TERM HUP INT; setsid sh -c 'trap \\"\\" TERM HUP INT; sleep %s; sleep %s' >/dev/null 2>&1 &) ; echo gone" }
                """.formatted(marker, marker));
        bench.awaitReceipt(run);

        bench.assertNothingRuns("sleep " + marker);
        assertThat(Journal.of(bench.builderos().api(), run).types()).contains("RunSucceeded");
    }

    @ParameterizedTest(name = "F12 seed {0}")
    @MethodSource("seeds")
    void capsTheLogOfAStepThatNeverStopsTalking(long seed) throws IOException {
        FaultBench.random("F12", seed);
        long before = rss();
        String run = bench.startOther("loud-" + seed, """
                - { id: line, run: "head -c 100000000 /dev/zero | tr '\\\\0' 'x'; echo; echo the end" }
                - { id: lines, run: "yes 0123456789 | head -n 10000000; echo the end" }
                """);
        bench.awaitReceipt(run);

        assertThat(rss() - before).as("bytes the server grew").isLessThan(64 * MEGABYTE);
        Journal journal = Journal.of(bench.builderos().api(), run);
        assertThat(journal.types()).contains("RunSucceeded");
        long stored = bench.storedLogBytes();
        assertThat(stored).as("stored bytes of logs").isLessThan(2 * 70 * MEGABYTE);
    }

    @ParameterizedTest(name = "F22 seed {0}")
    @MethodSource("seeds")
    void answersInTimeWhileTheDatabaseHangs(long seed) {
        Random random = FaultBench.random("F22", seed);
        Workload workload = bench.workload("f22-" + seed);
        workload.ask(RUNS);
        bench.awaitEntries(5 + random.nextInt(20));
        ProcessHandle[] database = bench.postgres().processes();
        Signals.send("STOP", database);
        long slowest = 0;
        for (int i = 0; i < 40; i++) {
            long began = System.nanoTime();
            HttpResponse<String> live = bench.builderos().api().send("GET", "/q/health/live", null);
            slowest = Math.max(slowest, (System.nanoTime() - began) / 1_000_000);
            assertThat(live.statusCode()).isEqualTo(200);
            FaultBench.let(Duration.ofMillis(500));
        }
        Signals.send("CONT", database);
        bench.recovered("SIGSTOP of the database", Duration.ofSeconds(5), bench::answers);

        assertThat(slowest).as("slowest answer about health, in ms").isLessThan(1_000);
        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F26 seed {0}")
    @MethodSource("seeds")
    void tellsOfEveryApprovalHoweverOftenItIsKilled(long seed) {
        Random random = FaultBench.random("F26", seed);
        List<String> runs = LongStream.range(0, 5)
                .mapToObj(i -> bench.startOther("asks-" + seed + "-" + i, """
                        - { id: release, action: deploy.release, env: prod, gates: [approval] }
                        """))
                .toList();
        for (int kill = 0; kill < 3; kill++) {
            FaultBench.let(Duration.ofMillis(random.nextInt(1_500)));
            bench.killAndRestart();
        }
        await("one approval for each run")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> runs.forEach(run -> assertThat(bench.postgres()
                                .count(
                                        "select count(*) from policy.approval where run_id = ? and state = 'PENDING'",
                                        run))
                        .isEqualTo(1)));
        runs.forEach(run -> {
            bench.cancel(run);
            bench.awaitReceipt(run);
        });

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                bench.postgres().count("select count(*) from policy.approval where state = 'PENDING'"))
                        .isZero());
        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F27 seed {0}")
    @MethodSource("seeds")
    void publishesAnEarlyRowThatIsCommittedLate(long seed) throws SQLException {
        Random random = FaultBench.random("F27", seed);
        Workload workload = bench.workload("f27-" + seed);
        long parked = bench.postgres().count("select count(*) from policy.parked");
        try (Connection early = bench.postgres().connect();
                Statement statement = early.createStatement()) {
            early.setAutoCommit(false);
            statement.executeUpdate("insert into runner.outbox (ce_id, ce_type, subject, body) values ('"
                    + new java.util.UUID(random.nextLong(), random.nextLong())
                    + "', 'nonsense', 'builderos.policy.v1.cmd.open-approval.local.early', ''::bytea)");
            workload.ask(RUNS / 4);
            String later = bench.startOther("later-" + seed, """
                    - { id: release, action: deploy.release, env: prod, gates: [approval] }
                    """);
            await("a later row is published")
                    .atMost(PATIENCE)
                    .until(() -> bench.postgres().count("select count(*) from policy.approval where run_id = ?", later)
                            == 1);
            FaultBench.let(Duration.ofSeconds(10));
            early.commit();
            bench.cancel(later);
            bench.awaitReceipt(later);
        }

        bench.assertEverythingHolds();
        assertThat(bench.postgres().count("select count(*) from policy.parked"))
                .as("messages nobody can read that reached their consumer")
                .isEqualTo(parked + 1);
    }

    @ParameterizedTest(name = "F51 seed {0}")
    @MethodSource("seeds")
    void takesOneAnswerWhenTwoPeopleAnswerAtOnce(long seed) {
        FaultBench.random("F51", seed);
        for (int i = 0; i < 5; i++) {
            String run = bench.startOther("race-" + seed + "-" + i, """
                    - { id: release, action: deploy.release, env: prod, gates: [approval] }
                    """);
            JsonNode approval = bench.awaitApproval(run);
            Api api = bench.builderos().api();
            List<CompletableFuture<HttpResponse<String>>> answers = LongStream.range(0, 4)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> api.send(
                            "POST",
                            "/v1/approvals/" + approval.path("id").asText() + "/answers",
                            Map.of(
                                    "answer",
                                    n % 2 == 0 ? "APPROVE" : "DENY",
                                    "effectDigest",
                                    approval.path("effectDigest").asText(),
                                    "method",
                                    "cli"))))
                    .toList();
            answers.forEach(CompletableFuture::join);
            bench.awaitReceipt(run);

            Journal journal = Journal.of(api, run);
            assertThat(journal.of("ApprovalGranted").size()
                            + journal.of("ApprovalRefused").size())
                    .as("accepted answers")
                    .isEqualTo(1);
        }
        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F54 seed {0}")
    @MethodSource("seeds")
    void keepsTheAuditChainWholeWhenItIsKilledUnderManyDecisions(long seed) {
        Random random = FaultBench.random("F54", seed);
        Workload workload = bench.workload("f54-" + seed);
        workload.ask(RUNS);
        bench.awaitEntries(5 + random.nextInt(40));
        bench.killAndRestart();

        bench.assertEverythingHolds();
        assertThat(new AuditChain(bench.postgres()).faults()).isEmpty();
    }

    @ParameterizedTest(name = "F56 seed {0}")
    @MethodSource("seeds")
    void endsOnceWhenARunIsCancelledAtAnyMoment(long seed) {
        Random random = FaultBench.random("F56", seed);
        for (int i = 0; i < RUNS / 2; i++) {
            String run = bench.startOther("cancelled-" + seed + "-" + i, """
                    - { id: one, run: "sleep 0.05; echo one" }
                    - { id: two, run: "echo two" }
                    """);
            FaultBench.let(Duration.ofMillis(random.nextInt(1_200)));
            bench.cancel(run);
            bench.awaitReceipt(run);
        }

        bench.assertEverythingHolds();
    }

    private long rss() throws IOException {
        Path status = Path.of("/proc/" + bench.builderos().server().pid() + "/status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
