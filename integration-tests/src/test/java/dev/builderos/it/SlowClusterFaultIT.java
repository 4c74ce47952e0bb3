package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.builderos.contracts.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows with every service a process of its own that take their time: {@code ./builderos test --faults}. */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowClusterFaultIT {
    private static final int RUNS = 12;
    private static final Duration STARTED_AGAIN = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> SERVICES = List.of("registry", "policy", "runner-1", "runner-2", "gateway");
    private static final int READERS = 2_000;
    private static final int DEAF = 20;
    private static final int GREEDY_RUNS = 200;
    private static final Duration ONE_STEP = Duration.ofMillis(500);
    private static final long MEGABYTE = 1024L * 1024;

    private final FaultBench bench = FaultBench.ofCluster();
    private final ClusterMembers members = new ClusterMembers(bench.builderos().home());

    static LongStream seeds() {
        return FaultIT.seeds();
    }

    @AfterAll
    void takeAway() {
        bench.close();
    }

    private void cluster(String... arguments) {
        List<String> words = new ArrayList<>(List.of("cluster"));
        words.addAll(List.of(arguments));
        Command.Outcome done = bench.builderos().run(bench.builderos().directory(), words.toArray(String[]::new));
        assertThat(done.exitCode()).as(done.all()).isZero();
    }

    private Workload amidWork(String row, long seed) {
        Workload workload = bench.workload(row + "-" + seed);
        workload.ask(RUNS);
        workload.awaitAcknowledged(RUNS);
        bench.awaitEntries(3 + FaultBench.random(row, seed).nextInt(10));
        return workload;
    }

    /** Every call is answered soon, with a result or a typed problem. */
    private void assertAnswersWithin(Duration most) {
        Instant began = Instant.now();
        HttpResponse<String> answer = bench.builderos().api().send("GET", "/v1/runs?limit=1", null);
        assertThat(Duration.between(began, Instant.now())).isLessThan(most);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
        if (answer.statusCode() != 200) {
            assertThat(Json.read(answer.body()).path("code").asText()).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "F30 of a cluster, seed {0}")
    @MethodSource("seeds")
    void goesOnWhenIdleClientsHaveTakenEveryConnection(long seed) throws Exception {
        amidWork("c-f30", seed);
        List<Connection> idle = new ArrayList<>();
        try {
            for (boolean more = true; more; ) {
                try {
                    idle.add(bench.postgres().connect());
                } catch (IllegalStateException full) {
                    assertThat(full).hasRootCauseInstanceOf(SQLException.class).hasStackTraceContaining("too many");
                    more = false;
                }
            }
            Instant end = Instant.now().plusSeconds(20);
            while (Instant.now().isBefore(end)) {
                assertAnswersWithin(Duration.ofSeconds(30));
            }
        } finally {
            for (Connection each : idle) {
                each.close();
            }
        }
        bench.recovered("no connections", Duration.ofSeconds(20), bench::answers);

        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F32 of a cluster, seed {0}")
    @MethodSource("seeds")
    void losesNothingWhileNatsIsAwayForAMinute(long seed) {
        WebhookSender sender = WebhookSender.to(bench.builderos(), "c-f32-hooks-" + seed);
        sender.send(1).join();
        amidWork("c-f32", seed);
        cluster("kill", "nats");
        CompletableFuture<Void> accepted = sender.send(RUNS);
        Instant end = Instant.now().plusSeconds(60);
        while (Instant.now().isBefore(end)) {
            assertAnswersWithin(Duration.ofSeconds(30));
            FaultBench.let(Duration.ofSeconds(1));
        }
        bench.recovered("a minute without NATS", STARTED_AGAIN, () -> {
            bench.up();
            return bench.answers();
        });

        assertThat(accepted).succeedsWithin(Duration.ofMinutes(2));
        assertThat(sender.runs()).hasSize(RUNS);
        bench.alsoAcknowledged(sender.runs());
        bench.assertNothingIsViolated();
    }

    @ParameterizedTest(name = "F35 of a cluster, seed {0}")
    @MethodSource("seeds")
    void keepsMessagesUntilNatsHasRoomForThem(long seed) throws Exception {
        Path store = bench.builderos().home().resolve("cluster/nats");
        cluster("down");
        mount(store);
        try {
            bench.up();
            Path ballast = store.resolve("ballast");
            String run = bench.startGated("c-f35-" + seed);
            bench.awaitApproval(run);
            fill(ballast);
            String second = bench.startGated("c-f35-full-" + seed);
            bench.awaitFact(second, "ApprovalRequested");
            FaultBench.let(Duration.ofSeconds(20));
            Files.delete(ballast);

            bench.awaitApproval(second);
            bench.cancel(run);
            bench.cancel(second);
            bench.assertNothingIsViolated();
        } finally {
            cluster("down");
            command("umount", store.toString());
            bench.up();
        }
    }

    private static void mount(Path store) throws IOException, InterruptedException {
        Files.createDirectories(store);
        command("mount", "-t", "tmpfs", "-o", "size=6g", "tmpfs", store.toString());
    }

    private static void command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", words)).isZero();
    }

    /** Until there is no room for a byte. */
    private static void fill(Path ballast) throws IOException, InterruptedException {
        long free = ballast.getParent().toFile().getUsableSpace();
        command("fallocate", "-l", String.valueOf(free), ballast.toString());
        assertThat(ballast.getParent().toFile().getUsableSpace()).isZero();
    }

    @ParameterizedTest(name = "F43 of a cluster, seed {0}")
    @MethodSource("seeds")
    void clientsOfAGatewayThatIsCutOffGoOnWhenItIsBack(long seed) throws Exception {
        int port = freePort();
        try (CutLine line = new CutLine(members.port("nats"));
                Another far = another(
                        "gateway",
                        Map.of("BUILDEROS_BUS_URL", "nats://127.0.0.1:" + line.port(), "BUILDEROS_PORT", "" + port));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Api api = new Api(port, bench.builderos().api().token());
            await("the other gateway").atMost(STARTED_AGAIN).ignoreExceptions().until(() -> ready(port));
            Workload workload = amidWork("c-f43", seed);
            List<Follower> followers = workload.acked().values().stream()
                    .map(run -> new Follower(() -> api, run))
                    .toList();
            List<Future<?>> following = new ArrayList<>();
            followers.forEach(each -> following.add(threads.submit(each)));
            line.cut();
            Instant end = Instant.now().plusSeconds(20);
            while (Instant.now().isBefore(end)) {
                assertThat(api.send("GET", "/v1/runs?limit=1", null).statusCode())
                        .isEqualTo(503);
            }
            line.heal();

            bench.recovered("a gateway that was cut off", Duration.ofSeconds(30), () -> ready(port));
            bench.assertEverythingHolds();
            for (Future<?> each : following) {
                assertThat(each).succeedsWithin(Duration.ofSeconds(60));
            }
            followers.forEach(each -> assertDense(each.sights()));
            assertThat(far.process().isAlive()).isTrue();
        }
    }

    private static void assertDense(List<Evidence.Sight> sights) {
        long next = 1;
        for (Evidence.Sight sight : sights) {
            switch (sight) {
                case Evidence.Sight.Seen(long seq) -> {
                    assertThat(seq).isEqualTo(next);
                    next = seq + 1;
                }
                case Evidence.Sight.Gap(long from, long to) -> {
                    assertThat(from).isEqualTo(next);
                    next = to + 1;
                }
            }
        }
        assertThat(next).isGreaterThan(1);
    }

    @ParameterizedTest(name = "F45 of a cluster, seed {0}")
    @MethodSource("seeds")
    void aRunnerThatHearsNobodyForALongTimeDoesNothingTwice(long seed) throws Exception {
        try (CutLine line = new CutLine(members.port("nats"));
                Another far = another(
                        "runner-1",
                        Map.of(
                                "BUILDEROS_BUS_URL",
                                "nats://127.0.0.1:" + line.port(),
                                "BUILDEROS_PORT",
                                "" + freePort(),
                                "BUILDEROS_RUNNER_NAME",
                                "runner-far"))) {
            int port = Integer.parseInt(far.environment().get("BUILDEROS_PORT"));
            await("the other runner").atMost(STARTED_AGAIN).ignoreExceptions().until(() -> ready(port));
            cluster("kill", "runner-1");
            cluster("kill", "runner-2");
            amidWork("c-f45", seed);
            line.cut();
            FaultBench.let(Duration.ofSeconds(40));
            line.heal();

            bench.recovered("a runner that was cut off", Duration.ofSeconds(30), () -> ready(port));
            bench.assertNothingIsViolated();
        } finally {
            bench.up();
        }
    }

    /** Lines come faster than anybody reads who does not read at all. */
    @ParameterizedTest(name = "F59 of a cluster, seed {0}")
    @MethodSource("seeds")
    void whoDoesNotReadHoldsNobodyUpAndCostsLittle(long seed) throws Exception {
        FaultBench.random("c-f59", seed);
        int lines = 50_000;
        String run =
                bench.startOther("c-f59-" + seed, """
                - { id: talk, action: verify.http, with: { url: "%s" }, gates: [approval] }
                - { id: work, run: "seq 1 %d | while read n; do echo line $n; done" }
                """.formatted(bench.ledger().addressOf("open"), lines));
        var approval = bench.awaitApproval(run);
        long before = resident("gateway");
        String logs = "/v1/runs/" + run + "/steps/work/logs";
        List<Reader> deaf = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < DEAF; i++) {
                Reader reader = Reader.of(bench.builderos().api(), logs);
                reader.readHead();
                deaf.add(reader);
            }
            Future<List<Api.Event>> reading =
                    threads.submit(() -> bench.builderos().api().events(logs, null, Integer.MAX_VALUE));
            bench.approve(approval);
            bench.awaitReceipt(run);
            assertThat(reading.get().stream()
                            .filter(event ->
                                    event.type().equals("line") || event.type().equals("gap"))
                            .mapToLong(SlowClusterFaultIT::lines)
                            .sum())
                    .as("lines that were read, or told as left out")
                    .isEqualTo(lines);
            assertThat(resident("gateway") - before).isLessThan(DEAF * MEGABYTE + 64 * MEGABYTE);
            assertAnswersWithin(Duration.ofSeconds(2));
        } finally {
            deaf.forEach(Reader::close);
        }
        bench.assertNothingIsViolated();
    }

    private static long lines(Api.Event event) {
        var data = Json.read(event.data());
        return event.type().equals("gap")
                ? data.path("to").asLong() - data.path("from").asLong() + 1
                : data.path("stream").asText().equals("out") ? 1 : 0;
    }

    @ParameterizedTest(name = "F60 of a cluster, seed {0}")
    @MethodSource("seeds")
    void twoThousandClientsConnectAgainWhenTheGatewayIsBack(long seed) throws Exception {
        FaultBench.random("c-f60", seed);
        String run = bench.startGated("c-f60-" + seed);
        bench.awaitApproval(run);
        cluster("kill", "gateway");
        bench.up();
        Api api = bench.builderos().api();
        List<Reader> readers = Collections.synchronizedList(new ArrayList<>());
        Instant began = Instant.now();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> heads = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                heads.add(threads.submit(() -> {
                    Reader reader = Reader.of(api, "/v1/runs/" + run + "/events");
                    readers.add(reader);
                    return reader.readHead();
                }));
            }
            for (Future<String> head : heads) {
                assertThat(head.get()).contains(" 200 ");
            }
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(30));
            assertAnswersWithin(Duration.ofSeconds(5));
        } finally {
            readers.forEach(Reader::close);
        }
        bench.cancel(run);
        bench.assertNothingIsViolated();
    }

    /** Each org has its turn, so that what many runs of one take is their own time. */
    @ParameterizedTest(name = "F67 of a cluster, seed {0}")
    @MethodSource("seeds")
    void anOrgWithManyRunsHoldsNoOtherUp(long seed) {
        FaultBench.random("c-f67", seed);
        String project = "c-f67-" + seed;
        String snapshot = register(bench.builderos().api(), project, "true");
        Duration alone = longestStart(project, snapshot, "alone");
        Api greedy = memberOf("greedy-" + seed);
        String many = register(greedy, "many-" + seed, "sleep 2");
        for (int i = 0; i < GREEDY_RUNS; i++) {
            HttpResponse<String> asked = greedy.send(
                    "POST", "/v1/runs", Workload.order("many-" + seed, many), "Idempotency-Key", "many-" + i);
            assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
        }

        Duration beside = longestStart(project, snapshot, "beside");
        String open = "select count(*) from runner.run where not closed and org = 'greedy-" + seed + "'";
        assertThat(bench.postgres().count(open))
                .as("runs of the other org that go on")
                .isPositive();
        assertThat(beside).isLessThan(alone.multipliedBy(2).plus(ONE_STEP));
        assertThat(bench.builderos().api().get("/v1/runs?project=many-" + seed).path("runs"))
                .isEmpty();
        await("the runs of the other org")
                .atMost(PATIENCE)
                .until(() -> bench.postgres().count(open) == 0);
        bench.assertNothingIsViolated();
    }

    private String register(Api api, String project, String command) {
        GitProject files =
                GitProject.with(bench.builderos().directory().resolve(project), """
                - { id: one, run: "%s" }
                - { id: two, run: "%s" }
                """.formatted(command, command));
        return Workload.register(api, files, project);
    }

    /** Of ten runs, one after the other: the longest time from the moment one was admitted until its first step started. */
    private Duration longestStart(String project, String snapshot, String key) {
        Duration longest = Duration.ZERO;
        Api api = bench.builderos().api();
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> asked =
                    api.send("POST", "/v1/runs", Workload.order(project, snapshot), "Idempotency-Key", key + i);
            String run = Json.read(asked.body()).path("runId").asText();
            bench.alsoAcknowledged(List.of(run));
            bench.awaitReceipt(run);
            Journal journal = Journal.of(api, run);
            Duration start = Duration.between(
                    journal.of("RunAdmitted").getFirst().at(),
                    journal.of("StepStarted").getFirst().at());
            longest = start.compareTo(longest) > 0 ? start : longest;
        }
        return longest;
    }

    /** Somebody of another org, which is made here: people make one when they sign on, and nobody signs on at this cluster. */
    private Api memberOf(String org) {
        String token = "bos_" + org + "_" + "5".repeat(64);
        bench.postgres()
                .change("insert into registry.org (id, name, made_at) values ('ORG', 'ORG', now());"
                        .replace("ORG", org));
        bench.postgres().change("""
                insert into registry.member (org, id, kind, role, added_by, added_at)
                values ('ORG', 'service:ci', 'SERVICE', 'Builder', 'test', now())""".replace("ORG", org));
        bench.postgres().change("""
                insert into registry.access_token (org, id, digest, name, member, role, made_at, expires_at)
                values ('ORG', 'one', 'DIGEST', 'test', 'service:ci', 'Builder', now(), now() + interval '1 day')""".replace("ORG", org)
                .replace("DIGEST", Digest.of(token).value()));
        return new Api(bench.builderos().api().port(), token);
    }

    @ParameterizedTest(name = "F70 of a cluster, seed {0}")
    @MethodSource("seeds")
    void startsInWhicheverOrder(long seed) throws Exception {
        Random random = FaultBench.random("c-f70", seed);
        Map<String, ClusterMembers.Started> started = new HashMap<>();
        for (String member :
                Stream.concat(SERVICES.stream(), Stream.of("database", "nats")).toList()) {
            started.put(member, members.started(member));
        }
        List<String> order = new ArrayList<>(SERVICES);
        for (int i = 0; i < 3; i++) {
            Collections.shuffle(order, random);
            List<String> last = new ArrayList<>(List.of("database", "nats"));
            Collections.shuffle(last, random);
            cluster("down");
            List<Process> processes = new ArrayList<>();
            try {
                for (String member :
                        Stream.concat(order.stream(), last.stream()).toList()) {
                    processes.add(members.start(started.get(member), Map.of(), log(member)));
                }
                await(order + " and then " + last)
                        .atMost(STARTED_AGAIN)
                        .ignoreExceptions()
                        .until(() -> SERVICES.stream().allMatch(each -> ready(members.port(each))));
            } finally {
                for (Process each : processes.reversed()) {
                    each.destroy();
                    each.onExit().get();
                }
                bench.up();
            }
        }
        amidWork("c-f70", seed);
        bench.assertEverythingHolds();
    }

    private Path log(String member) {
        return bench.builderos().directory().resolve(member + ".log");
    }

    private static boolean ready(int port) {
        return Api.plain(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                                .timeout(Duration.ofSeconds(5))
                                .build())
                        .statusCode()
                == 200;
    }

    private long resident(String member) throws IOException {
        return Files.readAllLines(
                        Path.of("/proc", String.valueOf(members.process(member).pid()), "status"))
                .stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Another another(String member, Map<String, String> otherwise) throws IOException {
        return new Another(members.another(member, otherwise, log("another-" + member)), otherwise);
    }

    /** A member that the cluster does not know. */
    private record Another(Process process, Map<String, String> environment) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** A client of a stream that reads what it is told to, and no more. */
    private record Reader(java.net.Socket socket) implements AutoCloseable {
        static Reader of(Api api, String path) throws IOException {
            var socket = new java.net.Socket();
            socket.setReceiveBufferSize(4 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + api.token()
                                    + "\r\nAccept: text/event-stream\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return new Reader(socket);
        }

        /** The first line of the answer. */
        String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            for (int next = socket.getInputStream().read(); next > 0 && next != '\n'; ) {
                head.append((char) next);
                next = socket.getInputStream().read();
            }
            return head.toString();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
