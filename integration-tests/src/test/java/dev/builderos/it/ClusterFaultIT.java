package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows with every service a process of its own, over NATS: one of them dies or stands still while runs are under way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterFaultIT {
    private static final int RUNS = 12;
    private static final int DELIVERIES = 60;
    private static final String NOBODYS = "nobody.may.say.this";

    /** A part is started again by hand, and is a Java program that has to start. */
    private static final Duration STARTED_AGAIN = Duration.ofSeconds(60);

    /** A lease is 15 s. */
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(22);

    private final FaultBench bench = FaultBench.ofCluster();
    private final ClusterMembers members = new ClusterMembers(bench.builderos().home());

    static LongStream seeds() {
        return FaultIT.seeds();
    }

    @AfterAll
    void takeAway() {
        bench.close();
    }

    private Random amidWork(String row, long seed) {
        Random random = FaultBench.random(row, seed);
        Workload workload = bench.workload(row + "-" + seed);
        workload.ask(RUNS);
        workload.awaitAcknowledged(RUNS);
        bench.awaitEntries(3 + random.nextInt(10));
        return random;
    }

    private void kill(String member) {
        Command.Outcome killed = bench.builderos().run(bench.builderos().directory(), "cluster", "kill", member);
        assertThat(killed.exitCode()).as(killed.all()).isZero();
    }

    /** Runs that a runner holds and that are not over. */
    private long heldBy(String runner) {
        return bench.postgres()
                .count("select count(*) from runner.run where not closed and owner like '" + runner + "/%'");
    }

    @ParameterizedTest(name = "F04 of a cluster, seed {0}")
    @MethodSource("seeds")
    void anotherRunnerGoesOnWithWhatAKilledOneHeld(long seed) {
        String victim = "runner-" + (1 + amidWork("c-f04", seed).nextInt(2));
        kill(victim);

        bench.recovered("kill -9 of a runner", FaultBench.TAKEOVER, () -> heldBy(victim) == 0);
        bench.assertEverythingHolds();
        bench.up();
    }

    @ParameterizedTest(name = "F06 of a cluster, seed {0}")
    @MethodSource("seeds")
    void aRunnerThatStoodStillWritesNothingOfWhatAnotherTookOver(long seed) {
        String victim = "runner-" + (1 + amidWork("c-f06", seed).nextInt(2));
        ProcessHandle process = members.process(victim);
        Signals.send("STOP", process);
        try {
            bench.recovered("SIGSTOP of a runner", LONGER_THAN_A_LEASE, () -> heldBy(victim) == 0);
        } finally {
            Signals.send("CONT", process);
        }

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F16 of a cluster, seed {0}")
    @MethodSource("seeds")
    void clientsGoOnWhereTheyWereWhenTheGatewayWasKilled(long seed) {
        amidWork("c-f16", seed);
        kill("gateway");
        bench.recovered("kill -9 of the gateway", STARTED_AGAIN, () -> {
            bench.up();
            return bench.answers();
        });

        bench.assertEverythingHolds();
    }

    @ParameterizedTest(name = "F17 of a cluster, seed {0}")
    @MethodSource("seeds")
    void nothingHappensWhileNobodyDecides(long seed) {
        amidWork("c-f17", seed);
        kill("policy");
        FaultBench.let(Duration.ofSeconds(8));
        bench.up();

        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F18 of a cluster, seed {0}")
    @MethodSource("seeds")
    void nothingHappensWhileThePolicyServiceHangs(long seed) {
        amidWork("c-f18", seed);
        ProcessHandle policy = members.process("policy");
        Signals.send("STOP", policy);
        FaultBench.let(Duration.ofSeconds(8));
        Signals.send("CONT", policy);

        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F19 of a cluster, seed {0}")
    @MethodSource("seeds")
    void nothingHappensThatAnAnswerWithoutSenseAllows(long seed) throws Exception {
        amidWork("c-f19", seed);
        kill("policy");
        try (Nonsense instead = Nonsense.of(members)) {
            await("nonsense of every kind")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> instead.told() > 2 * Nonsense.KINDS);
        }
        bench.up();

        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F39 of a cluster, seed {0}")
    @MethodSource("seeds")
    void takesNoMessageForAnotherHoweverOftenAndInWhichOrderItComes(long seed) throws Exception {
        Random random = FaultBench.random("c-f39", seed);
        try (Echoes echoes = Echoes.of(bench.postgres(), members, random)) {
            for (int i = 0; i < 6; i++) {
                String run = bench.startGated("c-f39-" + seed + "-" + i);
                bench.approve(bench.awaitApproval(run));
                bench.awaitReceipt(run);
            }
            bench.awaitAnnounced();
            assertThat(echoes.tellAll()).isGreaterThan(3 * 6);
        }

        bench.assertNothingIsViolated();
        assertThat(bench.postgres()
                        .count("select count(*) from policy.approval where project like 'c-f39-" + seed + "-%'"))
                .isEqualTo(6);
        assertThat(bench.postgres().count("select count(*) from policy.parked")).isZero();
        assertThat(bench.postgres().count("select count(*) from runner.parked")).isZero();
    }

    @ParameterizedTest(name = "F31 of a cluster, seed {0}")
    @MethodSource("seeds")
    void goesOnAfterNatsWasKilled(long seed) {
        amidWork("c-f31", seed);
        kill("nats");
        FaultBench.let(Duration.ofSeconds(3));
        bench.recovered("kill -9 of NATS", STARTED_AGAIN, () -> {
            bench.up();
            return bench.answers();
        });

        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F31 with its store lost, of a cluster, seed {0}")
    @MethodSource("seeds")
    void hearsOfAnAnswerThatWasLostOnItsWay(long seed) throws IOException {
        FaultBench.random("c-f31-answer", seed);
        String run = bench.startGated("c-f31-answer-" + seed);
        JsonNode approval = bench.awaitApproval(run);
        kill("runner-1");
        kill("runner-2");
        bench.approve(approval);
        bench.awaitAnnounced();
        loseNats();
        bench.up();

        bench.awaitReceipt(run);
        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F31 with its store lost before a question was taken, of a cluster, seed {0}")
    @MethodSource("seeds")
    void asksAgainWhatWasLostOnItsWay(long seed) throws Exception {
        FaultBench.random("c-f31-question", seed);
        String run;
        try (java.sql.Connection connection = bench.postgres().connect();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("lock table policy.approval in access exclusive mode");
            run = bench.startGated("c-f31-question-" + seed);
            bench.awaitFact(run, "ApprovalRequested");
            bench.awaitAnnounced();
            kill("policy");
            loseNats();
            connection.rollback();
        }
        bench.up();

        bench.approve(bench.awaitApproval(run));
        bench.awaitReceipt(run);
        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F62 of a cluster, seed {0}")
    @MethodSource("seeds")
    void everyDeliveryOfAWebhookStartsOneRunAlthoughTheRegistryWasAway(long seed) {
        Random random = FaultBench.random("c-f62", seed);
        WebhookSender sender = WebhookSender.to(bench.builderos(), "c-f62-" + seed);
        sender.send(1).join();
        kill("registry");
        CompletableFuture<Void> accepted = sender.send(DELIVERIES);
        FaultBench.let(Duration.ofSeconds(2 + random.nextInt(4)));
        bench.up();

        assertThat(accepted).succeedsWithin(Duration.ofMinutes(2));
        assertThat(sender.repeated())
                .as("deliveries that came while the registry was away")
                .isPositive();
        assertThat(sender.runs()).hasSize(DELIVERIES);
        assertThat(bench.postgres().count("select count(*) from runner.run where project = 'c-f62-" + seed + "'"))
                .isEqualTo(DELIVERIES);
        assertThat(bench.postgres().count("select count(*) from runner.delivery where hook = '" + sender.hook() + "'"))
                .isEqualTo(DELIVERIES);
        bench.alsoAcknowledged(sender.runs());
        bench.assertNothingIsViolated();
    }

    /**
     * The list is compared with what dashboards and alerts ask for by {@code DashboardsTest}. No model answers here: {@code
     * RunMetersTest} has what is counted of models.
     */
    @Test
    void everyMetricThatIsAskedForIsThere() {
        String run = bench.startGated("c-metrics");
        bench.approve(bench.awaitApproval(run));
        bench.awaitReceipt(run);

        await("every metric")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(missingMetrics()).isEmpty());
    }

    private List<String> missingMetrics() throws IOException {
        Map<String, String> told = Map.of(
                "gateway",
                        bench.builderos().api().send("GET", "/q/metrics", null).body(),
                "policy", metrics("policy"),
                "registry", metrics("registry"),
                "runner", metrics("runner-1") + metrics("runner-2"));
        return Files.readAllLines(Installation.built("dashboards/metrics.txt")).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("model "))
                .flatMap(line -> Stream.of(line.substring(0, line.indexOf(' ')).split(","))
                        .filter(service -> !Pattern.compile("(?m)^" + line.substring(line.indexOf(' ') + 1) + "[{ ]")
                                .matcher(told.get(service))
                                .find())
                        .map(service -> service + line.substring(line.indexOf(' '))))
                .toList();
    }

    private String metrics(String member) {
        return Api.plain(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + members.port(member) + "/q/metrics"))
                        .build())
                .body();
    }

    @Test
    void aServiceMaySayOnlyWhatIsItsOwn() throws Exception {
        String stolen = "builderos.policy.v1.evt.approval-changed.local.x";

        assertThat(refusals("registry", stolen)).singleElement().asString().contains(stolen);
        assertThat(refusals("registry", "builderos.probe.registry")).isEmpty();
        assertThat(refusals("policy", "builderos.probe.policy")).isEmpty();
        assertThat(refusals("policy", "$JS.API.STREAM.DELETE.builderos-policy-v1-evt-approval-changed"))
                .hasSize(1);
        assertThatThrownBy(() -> connect("registry", "guessed", new ArrayList<>()))
                .isInstanceOf(AuthenticationException.class);
    }

    /** What NATS says when a service publishes to a subject. */
    private List<String> refusals(String service, String subject) throws Exception {
        List<String> refusals = new CopyOnWriteArrayList<>();
        String password = Files.readString(bench.builderos().home().resolve("cluster/bus-password-" + service))
                .strip();
        Connection nats = connect(service, password, refusals);
        try {
            nats.publish(subject, new byte[0]);
            nats.publish(NOBODYS, new byte[0]);
            await("what is refused to everybody")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> refusals.stream().anyMatch(each -> each.contains(NOBODYS)));
            return refusals.stream().filter(each -> !each.contains(NOBODYS)).toList();
        } finally {
            nats.close();
        }
    }

    private Connection connect(String service, String password, List<String> refusals) throws Exception {
        return members.nats(service, password, new ErrorListener() {
            @Override
            public void errorOccurred(Connection connection, String error) {
                refusals.add(error);
            }
        });
    }

    /** Kills NATS, and takes away all that it stored. */
    private void loseNats() throws IOException {
        kill("nats");
        Path store = bench.builderos().home().resolve("cluster/nats");
        try (Stream<Path> all = Files.walk(store)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
