package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.bus.nats.NatsServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows about NATS: a server whose bus is NATS, and what becomes of runs when that one dies, hangs or forgets. While it is away
 * nobody decides, so what a step wants to do then is denied.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NatsFaultIT {
    private static final int RUNS = 12;
    private static final Duration HEALED = Duration.ofSeconds(20);

    private final NatsServer nats = NatsServer.start();
    private final FaultBench bench = new FaultBench();

    static LongStream seeds() {
        return FaultIT.seeds();
    }

    @BeforeAll
    void joinToNats() {
        bench.restartWith(builderos -> builderos.setEnvironment("BUILDEROS_BUS_URL", nats.url()));
    }

    @AfterAll
    void takeAway() {
        bench.close();
        nats.close();
    }

    @ParameterizedTest(name = "F31 seed {0}")
    @MethodSource("seeds")
    void goesOnAfterNatsWasKilled(long seed) throws Exception {
        amidWork("f31", seed, () -> {
            nats.kill();
            FaultBench.let(Duration.ofSeconds(5));
            nats.startAgain();
        });
    }

    @ParameterizedTest(name = "F31 with its store lost, seed {0}")
    @MethodSource("seeds")
    void goesOnAfterNatsHasLostItsStore(long seed) throws Exception {
        amidWork("f31-store", seed, () -> {
            nats.kill();
            nats.loseStore();
            nats.startAgain();
        });
    }

    @ParameterizedTest(name = "F37 seed {0}")
    @MethodSource("seeds")
    void waitsForANatsThatHangs(long seed) throws Exception {
        amidWork("f37", seed, () -> {
            nats.freeze();
            FaultBench.let(Duration.ofSeconds(15));
            nats.thaw();
        });
    }

    private interface Fault {
        void happens() throws IOException, InterruptedException;
    }

    private void amidWork(String row, long seed, Fault fault) throws IOException, InterruptedException {
        Random random = FaultBench.random(row, seed);
        bench.workload(row + "-" + seed).ask(RUNS);
        bench.awaitEntries(5 + random.nextInt(20));

        fault.happens();
        bench.recovered(row, HEALED, bench::answers);

        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F36 seed {0}")
    @MethodSource("seeds")
    void makesStreamsAgainThatWereTakenAway(long seed) throws Exception {
        Random random = FaultBench.random("F36", seed);
        String run = bench.startGated("f36-" + seed);
        bench.awaitApproval(run);
        int streams = nats.deleteAllStreams();
        assertThat(streams).isPositive();
        bench.workload("f36-w-" + seed).ask(1 + random.nextInt(RUNS));
        String second = bench.startGated("f36-again-" + seed);

        bench.awaitApproval(second);
        bench.cancel(run);
        bench.cancel(second);
        bench.assertNothingIsViolated();
    }
}
