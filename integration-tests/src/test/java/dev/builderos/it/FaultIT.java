package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of the fault matrix that every build runs; {@code FAULTS.md} lists them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultIT {
    private static final int RUNS = 12;
    private static final int SUBMITTED = 40;

    private final FaultBench bench = new FaultBench();

    static LongStream seeds() {
        return Arrays.stream(System.getProperty("faults.seeds", "42").split(","))
                .mapToLong(Long::parseLong);
    }

    @AfterAll
    void takeAway() {
        bench.close();
    }

    @ParameterizedTest(name = "F01 seed {0}")
    @MethodSource("seeds")
    void goesOnAfterTheServerWasKilledInTheMiddleOfSteps(long seed) {
        Random random = FaultBench.random("F01", seed);
        Workload workload = bench.workload("f01-" + seed);
        workload.ask(RUNS);
        for (int kill = 0; kill < 2; kill++) {
            bench.awaitEntries(5 + random.nextInt(20));
            bench.killAndRestart();
        }

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F06 seed {0}")
    @MethodSource("seeds")
    void writesNothingOfRunsThatAnotherRunnerTookAway(long seed) {
        Random random = FaultBench.random("F06", seed);
        Workload workload = bench.workload("f06-" + seed);
        workload.ask(RUNS);
        workload.awaitAcknowledged(RUNS);
        bench.awaitEntries(5 + random.nextInt(20));
        bench.takeAwayAllRuns(Duration.ofSeconds(3));

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F08 seed {0}")
    @MethodSource("seeds")
    void endsInOrderOnSigtermAndGoesOnLater(long seed) {
        Random random = FaultBench.random("F08", seed);
        Workload workload = bench.workload("f08-" + seed);
        workload.ask(RUNS);
        bench.awaitEntries(5 + random.nextInt(20));
        ProcessHandle server = bench.builderos().server();
        ProcessHandle database = bench.postgres().postmaster();
        server.destroy();
        bench.recovered("SIGTERM, until the server is gone", Duration.ofSeconds(20), () -> !server.isAlive());
        assertThat(database.isAlive()).as("the database outlives its server").isFalse();
        bench.recovered("an orderly stop", FaultBench.TAKEOVER, () -> {
            bench.up();
            return true;
        });

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F15 seed {0}")
    @MethodSource("seeds")
    void keepsEveryRunItAcknowledgedAndMakesOnePerKey(long seed) {
        Random random = FaultBench.random("F15", seed);
        Workload workload = bench.workload("f15-" + seed);
        workload.ask(SUBMITTED);
        workload.awaitAcknowledged(5 + random.nextInt(SUBMITTED / 2));
        bench.killAndRestart();

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F20 seed {0}")
    @MethodSource("seeds")
    void survivesThatAllSessionsOfTheDatabaseAreEnded(long seed) {
        FaultBench.random("F20", seed);
        Workload workload = bench.workload("f20-" + seed);
        workload.ask(RUNS);
        for (int cut = 0; cut < 3; cut++) {
            bench.postgres().endAllSessions();
            FaultBench.let(Duration.ofSeconds(2));
        }
        bench.recovered("the end of all sessions", Duration.ofSeconds(5), bench::answers);

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F21 seed {0}")
    @MethodSource("seeds")
    void startsTheDatabaseAgainThatWasKilled(long seed) {
        Random random = FaultBench.random("F21", seed);
        Workload workload = bench.workload("f21-" + seed);
        workload.ask(RUNS);
        bench.awaitEntries(5 + random.nextInt(20));
        bench.postgres().postmaster().destroyForcibly();
        bench.recovered("kill -9 of the database", FaultBench.TAKEOVER, bench::answers);

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F49 seed {0}")
    @MethodSource("seeds")
    void parksMessagesThatNobodyCanRead(long seed) {
        Poison poison = new Poison(bench.postgres(), FaultBench.random("F49", seed));
        Workload workload = bench.workload("f49-" + seed);
        long parked = bench.postgres().count("select count(*) from policy.parked");
        poison.tell("no subject at all", "{}");
        int messages = poison.messages();
        workload.ask(RUNS);

        bench.assertEverythingHolds();
        assertThat(bench.postgres().count("select count(*) from policy.parked")).isEqualTo(parked + messages);
        assertThat(bench.postgres().count("select count(*) from policy.parked where attempts > 5"))
                .isZero();
        assertThat(bench.postgres().ask("select subject from runner.parked where consumer = 'outbox'"))
                .contains("no subject at all");
        assertThat(bench.builderos().api().get("/v1/parked").path("total").asLong())
                .as("parked messages that are shown")
                .isEqualTo(parked + messages + bench.postgres().count("select count(*) from runner.parked"));
    }

    @ParameterizedTest(name = "F50 seed {0}")
    @MethodSource("seeds")
    void setsRunsAsideThatCannotBeRead(long seed) {
        Random random = FaultBench.random("F50", seed);
        Workload workload = bench.workload("f50-" + seed);
        workload.ask(RUNS);
        workload.awaitAcknowledged(RUNS);
        List<UUID> poison = bench.poisonRuns(random);
        bench.killAndRestart();

        bench.assertEverythingHolds();
        await("runs that are set aside")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                bench.postgres().ask("select id::text from runner.run where quarantined is not null"))
                        .containsAll(poison.stream().map(UUID::toString).toList()));
        assertThat(bench.builderos()
                        .api()
                        .get("/v1/runs?project=poison&limit=200")
                        .path("setAside")
                        .findValuesAsText("reason"))
                .as("what is shown of runs that are set aside")
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(reason).isNotBlank());
    }
}
