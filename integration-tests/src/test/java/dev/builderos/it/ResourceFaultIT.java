package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows of the fault matrix in which the server gets less than it wants: memory, disk, an even clock, a quick database.
 * Each has an installation of its own. Part of {@code ./builderos test --faults}; those that mount something need root.
 */
@Tag("faults")
class ResourceFaultIT {
    private static final int RUNS = 24;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final byte[] BALLAST = new byte[1024 * 1024];

    static LongStream seeds() {
        return FaultIT.seeds();
    }

    @ParameterizedTest(name = "F03 seed {0}")
    @MethodSource("seeds")
    void takesNoMessageForTwoThatIsDeliveredAgainAfterItsEffect(long seed) {
        FaultBench.random("F03", seed);
        try (FaultBench bench = new FaultBench()) {
            for (String service : List.of("runner", "policy")) {
                bench.postgres().change(REDELIVERY.replace("SERVICE", service));
            }
            String run = bench.startOther("twice-" + seed, """
                    - { id: release, action: deploy.release, env: prod, gates: [approval] }
                    """);
            Workload workload = bench.workload("f03-" + seed);
            workload.ask(RUNS);
            bench.awaitApproval(run);
            bench.cancel(run);
            bench.awaitReceipt(run);

            bench.assertEverythingHolds();
            assertThat(bench.postgres().count("select count(*) from policy.approval where run_id = ?", run))
                    .isEqualTo(1);
            assertThat(bench.postgres().count("select count(*) from runner.delivered_again"))
                    .as("messages that were delivered twice")
                    .isPositive();
        }
    }

    /** Puts each row back once when it is deleted, which is after its message took effect. */
    private static final String REDELIVERY = """
            create table SERVICE.delivered_again (ce_id uuid primary key);
            create function SERVICE.deliver_again() returns trigger language plpgsql security definer as $$
            begin
              insert into SERVICE.delivered_again values (old.ce_id) on conflict do nothing;
              if found then
                insert into SERVICE.outbox (ce_id, ce_type, subject, body)
                  values (old.ce_id, old.ce_type, old.subject, old.body);
              end if;
              return null;
            end $$;
            create trigger deliver_again after delete on SERVICE.outbox
              for each row execute function SERVICE.deliver_again();
            """;

    @ParameterizedTest(name = "F09 seed {0}")
    @MethodSource("seeds")
    void losesOnlyTheStepThatTakesTooMuchMemory(long seed) {
        FaultBench.random("F09", seed);
        try (FaultBench bench = new FaultBench()) {
            bench.restartWith(installation -> installation.setEnvironment("BUILDEROS_RUNNER_COMMAND_MEMORY", "256M"));
            ProcessHandle server = bench.builderos().server();
            Workload workload = bench.workload("f09-" + seed);
            workload.ask(RUNS);
            String run = bench.startOther("greedy-" + seed, """
                    - { id: greedy, run: "x=$(head -c 600000000 /dev/zero | tr '\\\\0' x); echo long" }
                    """);
            bench.awaitReceipt(run);

            assertThat(Journal.of(bench.builderos().api(), run).of("StepFailed"))
                    .singleElement()
                    .satisfies(fact ->
                            assertThat(fact.body().path("message").asText()).startsWith("OOM_KILLED"));
            assertThat(server.isAlive()).as("the server lives").isTrue();
            bench.assertEverythingHolds();
        }
    }

    @ParameterizedTest(name = "F13 seed {0}")
    @MethodSource("seeds")
    void givesTheNextRunACleanWorkspaceWhenOneFilledItsDisk(long seed) throws IOException {
        FaultBench.random("F13", seed);
        try (FaultBench bench = new FaultBench()) {
            Path workspaces = Files.createDirectories(bench.builderos().home().resolve("workspaces"));
            bench.restartWith(
                    installation -> installation.mountForServer("mount -t tmpfs -o size=64m tmpfs " + workspaces));
            String full = bench.startOther("full-" + seed, """
                    - { id: fill, run: "head -c 200000000 /dev/zero > big.bin" }
                    """);
            bench.awaitReceipt(full);
            String next = bench.startOther("next-" + seed, """
                    - { id: fill, run: "test ! -e big.bin && head -c 40000000 /dev/zero > big.bin && rm big.bin" }
                    """);
            bench.awaitReceipt(next);

            Journal journal = Journal.of(bench.builderos().api(), full);
            assertThat(journal.types()).contains("RunFailed").doesNotContain("RunSucceeded");
            assertThat(bench.builderos()
                            .api()
                            .send("GET", "/v1/runs/" + full + "/steps/fill/logs", null)
                            .body())
                    .contains("No space left on device");
            assertThat(Journal.of(bench.builderos().api(), next).types()).contains("RunSucceeded");
            bench.assertEverythingHolds();
        }
    }

    @ParameterizedTest(name = "F24 seed {0}")
    @MethodSource("seeds")
    void slowsDownAndLosesNothingWhenTheDatabaseIsSlow(long seed) {
        Random random = FaultBench.random("F24", seed);
        try (FaultBench bench = new FaultBench()) {
            Workload workload = bench.workload("f24-" + seed);
            workload.ask(RUNS);
            AtomicBoolean slow = new AtomicBoolean(true);
            Thread brake = Thread.ofPlatform().start(() -> {
                while (slow.get()) {
                    ProcessHandle[] database = bench.postgres().processes();
                    Signals.send("STOP", database);
                    LockSupport.parkNanos(
                            Duration.ofMillis(100 + random.nextInt(200)).toNanos());
                    Signals.send("CONT", database);
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            });
            try {
                FaultBench.let(Duration.ofSeconds(30));
            } finally {
                slow.set(false);
                assertThat(join(brake)).isTrue();
            }
            bench.recovered("a slow database", Duration.ofSeconds(5), bench::answers);

            bench.assertEverythingHolds();
        }
    }

    @ParameterizedTest(name = "F28 seed {0}")
    @MethodSource("seeds")
    void refusesRunsWhileTheLogOfTheDatabaseIsFullAndGoesOnLater(long seed) throws IOException {
        FaultBench.random("F28", seed);
        try (FaultBench bench = new FaultBench()) {
            Path wal = bench.builderos().home().resolve("postgres/data/pg_wal");
            Path volume = Files.createDirectories(bench.builderos().directory().resolve("wal"));
            bench.restartWith(installation -> installation.mountForServer("mount -t tmpfs -o size=100m tmpfs " + volume
                    + " && cp -a " + wal + "/. " + volume + " && mount --move " + volume + " " + wal));
            Workload workload = bench.workload("f28-" + seed);
            workload.ask(RUNS / 2);
            workload.awaitAcknowledged(RUNS / 4);
            Path ballast = bench.asServerSees("postgres/data/pg_wal").resolve("ballast");
            fill(ballast);
            await("the database has no room").atMost(PATIENCE).until(() -> !canWrite(bench));
            workload.ask(RUNS / 2);
            await("calls that were refused")
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(PATIENCE)
                    .until(() -> refusals(workload) > 0);
            Files.delete(ballast);
            bench.recovered("a full disk under the database", Duration.ofSeconds(30), bench::answers);

            bench.assertEverythingHolds();
        }
    }

    @ParameterizedTest(name = "F47 seed {0}")
    @MethodSource("seeds")
    void comesToTheSameWhateverTheClockSays(long seed) {
        Random random = FaultBench.random("F47", seed);
        try (FaultBench bench = new FaultBench()) {
            Workload workload = bench.workload("f47-" + seed);
            for (Duration offset : List.of(Duration.ofMinutes(10), Duration.ofMinutes(-10), Duration.ZERO)) {
                workload.ask(RUNS / 3);
                bench.awaitEntries(5 + random.nextInt(10));
                bench.builderos().killServer();
                bench.setClockOffset(offset);
                bench.recovered("a clock that is off by " + offset, FaultBench.TAKEOVER, () -> {
                    bench.up();
                    return true;
                });
            }

            bench.assertEverythingHolds();
        }
    }

    /** Whether the database takes ten megabytes, of which nothing stays. */
    private static boolean canWrite(FaultBench bench) {
        try {
            bench.postgres()
                    .change("create table public.ballast as select repeat('x', 1000) from generate_series(1, 10000)");
            bench.postgres().change("drop table public.ballast");
            return true;
        } catch (IllegalStateException | UncheckedIOException refused) {
            return false;
        }
    }

    private static long refusals(Workload workload) {
        return workload.calls().stream()
                .filter(call -> call.end() == Evidence.Call.End.TYPED_ERROR)
                .count();
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(BALLAST);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean join(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
