package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An installation, a ledger and everything clients have been told so far, for one fault after the other. The evidence grows:
 * each verdict is also about the runs of the faults before.
 */
final class FaultBench implements AutoCloseable {
    /** The promise for a process that was killed: its lease, and what a sweep takes. */
    static final Duration TAKEOVER = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final List<String> SERVICES = List.of("runner", "policy", "registry");

    private final Installation builderos = Installation.fresh();
    private final Ledger ledger;
    private final List<Workload> workloads = new ArrayList<>();
    private final Set<Workload> mayHaveFailed = new HashSet<>();
    private final Map<String, Evidence.Fence> fences = new HashMap<>();
    private final List<Evidence.Recovery> recoveries = new ArrayList<>();
    private final Set<String> setAside = new HashSet<>();
    private final Map<String, String> others = new TreeMap<>();
    private final String[] up;
    private Duration clockError = Duration.ZERO;

    FaultBench() {
        this("up");
    }

    /** Every service a process of its own; {@link ClusterMembers} knows them. */
    static FaultBench ofCluster() {
        return new FaultBench("cluster", "up", "--sign-on", "none");
    }

    private FaultBench(String... up) {
        this.up = up;
        builderos.setEnvironment("BUILDEROS_RUNNER_ASK_AGAIN", "3s");
        try {
            ledger = new Ledger(builderos.directory().resolve("ledger"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ledger.slowDown(Duration.ofMillis(100));
        up();
    }

    /** The random numbers of a row; says on which seed they stand. */
    static Random random(String row, long seed) {
        System.out.println("fault row " + row + ", seed " + seed);
        return new Random(seed);
    }

    Installation builderos() {
        return builderos;
    }

    Ledger ledger() {
        return ledger;
    }

    Postgres postgres() {
        return new Postgres(builderos.home());
    }

    /** Clients for a row. */
    Workload workload(String project) {
        Workload workload = new Workload(builderos, ledger, project);
        workloads.add(workload);
        return workload;
    }

    void up() {
        Command.Outcome started = builderos.run(builderos.directory(), up);
        assertThat(started.exitCode()).as(started.all()).isZero();
    }

    void killAndRestart() {
        builderos.killServer();
        recovered("kill -9 of the server", TAKEOVER, () -> {
            up();
            return true;
        });
    }

    /** Lets the server see a file system that this command changed, or have other settings; see {@link Installation}. */
    void restartWith(Consumer<Installation> change) {
        Command.Outcome down = builderos.run(builderos.directory(), "down");
        assertThat(down.exitCode()).as(down.all()).isZero();
        change.accept(builderos);
        up();
    }

    /** Lets servers that are started from now on have a clock that is off by so much. */
    void setClockOffset(Duration offset) {
        builderos.setEnvironment("BUILDEROS_CLOCK_OFFSET", offset.toString());
        clockError = clockError.plus(offset.abs());
    }

    /** The place of the home that the server sees, whatever is mounted there for it alone. */
    Path asServerSees(String path) {
        return Path.of(
                "/proc/" + builderos.server().pid() + "/root" + builderos.home().resolve(path));
    }

    /** Measures how long it takes until this is so. */
    void recovered(String from, Duration most, Callable<Boolean> works) {
        Instant began = Instant.now();
        await(from)
                .pollInterval(Duration.ofMillis(100))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(works);
        recoveries.add(new Evidence.Recovery(from, Duration.between(began, Instant.now()), most));
    }

    /** Waits until the ledger has so many entries more. */
    void awaitEntries(int more) {
        int before = ledger.entries().size();
        await("entries in the ledger")
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> ledger.entries().size() >= before + more);
    }

    static void let(Duration pass) {
        LockSupport.parkNanos(pass.toNanos());
    }

    /**
     * Takes all runs that are not over to another runner, for this long, as its claim would: from here on their facts are
     * written under its epoch or a later one.
     */
    void takeAwayAllRuns(Duration lease) {
        List<String> taken = postgres()
                .ask(
                        "with taken as (update runner.run set owner = 'another', epoch = epoch + 1,"
                                + " lease_expires_at = now() + ? * interval '1 millisecond'"
                                + " where not closed and quarantined is null returning id, seq, epoch)"
                                + " select id || ' ' || seq || ' ' || epoch from taken",
                        lease.toMillis());
        for (String row : taken) {
            String[] words = row.split(" ", -1);
            fences.put(words[0], new Evidence.Fence(Long.parseLong(words[1]), Long.parseLong(words[2])));
        }
        assertThat(taken).as("runs that are not over").isNotEmpty();
    }

    /** Whether the server can tell of runs, which it cannot without its database. */
    boolean answers() {
        return builderos.api().send("GET", "/v1/runs?limit=1", null).statusCode() == 200;
    }

    /** Waits until nobody is at work. */
    void awaitQuiet() {
        workloads.forEach(Workload::awaitEnd);
    }

    /** Starts a run of other steps in a project of its own. */
    String startOther(String project, String steps) {
        GitProject files = GitProject.with(builderos.directory().resolve(project), steps);
        String snapshot = Workload.register(builderos.api(), files, project);
        HttpResponse<String> started =
                builderos.api().send("POST", "/v1/runs", Workload.order(project, snapshot), "Idempotency-Key", project);
        assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
        String run = Json.read(started.body()).path("runId").asText();
        others.put(project, run);
        return run;
    }

    /** Starts a run whose one step people approve. */
    String startGated(String project) {
        return startOther(project, """
                - { id: open, action: verify.http, with: { url: "%s" }, gates: [approval] }
                """.formatted(ledger.addressOf("open")));
    }

    void approve(JsonNode approval) {
        HttpResponse<String> answer = builderos
                .api()
                .send(
                        "POST",
                        "/v1/approvals/" + approval.path("id").asText() + "/answers",
                        Map.of(
                                "effectDigest",
                                approval.path("effectDigest").asText(),
                                "answer",
                                "APPROVE",
                                "method",
                                "test"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Runs that were asked for and acknowledged by another way than the API. */
    void alsoAcknowledged(Collection<String> runs) {
        runs.forEach(run -> others.put(run, run));
    }

    void awaitReceipt(String run) {
        await("the receipt of run " + run)
                .pollInterval(Duration.ofMillis(100))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> builderos
                                .api()
                                .send("GET", "/v1/runs/" + run + "/receipt", null)
                                .statusCode()
                        == 200);
    }

    /** Cancels as a client does: once more while the server cannot take it. */
    void cancel(String run) {
        await("the cancellation of run " + run)
                .pollInterval(Duration.ofMillis(200))
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(() -> {
                    HttpResponse<String> answer = builderos
                            .api()
                            .send("POST", "/v1/runs/" + run + "/cancel", Map.of("reason", "a fault row"));
                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
                    return answer.statusCode() == 200;
                });
    }

    /** The open request of a run for approval. */
    JsonNode awaitApproval(String run) {
        String path = "/v1/approvals?state=PENDING&run=" + run;
        await("the approval of run " + run)
                .atMost(PATIENCE)
                .until(() -> !builderos.api().get(path).path("approvals").isEmpty());
        return builderos.api().get(path).path("approvals").path(0);
    }

    void awaitFact(String run, String type) {
        await(type + " of run " + run)
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(() -> Journal.of(builderos.api(), run).types().contains(type));
    }

    /** Waits until the bus has taken every message there is to tell. */
    void awaitAnnounced() {
        await("empty outboxes")
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(() -> outbox().values().stream().allMatch(rows -> rows == 0));
    }

    /** The runs and the epochs they are at. */
    List<String> epochs() {
        return postgres().ask("select id || ' ' || epoch from runner.run order by id");
    }

    /** Demands that soon no process has this in its command line or works in a place that is called so. */
    void assertNothingRuns(String marker) {
        await("nothing of " + marker + " runs")
                .atMost(SETTLED)
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(each -> each.info().commandLine().orElse("").contains(marker)));
    }

    /** What the logs of runs and their segments take on the disk. */
    long storedLogBytes() {
        return Stream.of("logs/runs", "artifacts")
                .map(builderos.home()::resolve)
                .filter(Files::isDirectory)
                .mapToLong(FaultBench::bytes)
                .sum();
    }

    private static long bytes(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts runs into the database that cannot be read. */
    List<UUID> poisonRuns(Random random) {
        String org = postgres().ask("select org from runner.run limit 1").getFirst();
        String plan = postgres().ask("select body from runner.plan limit 1").getFirst();
        List<UUID> poison = new Poison(postgres(), random).runs(org, plan);
        poison.forEach(run -> setAside.add(run.toString()));
        return poison;
    }

    /** Waits for the end of all work, and demands that every invariant holds. */
    void assertEverythingHolds() {
        Evidence evidence = judge();
        workloads.stream()
                .filter(workload -> !mayHaveFailed.contains(workload))
                .flatMap(workload -> workload.acked().values().stream())
                .forEach(run -> assertThat(evidence.journals().get(run))
                        .as("run %s", run)
                        .extracting(FactRecord::type)
                        .contains("RunSucceeded"));
    }

    /**
     * The same, but the runs until now may have failed: where nobody could decide, an effect was denied. Each is over, and did
     * nothing that was not allowed.
     */
    Evidence assertNothingIsViolated() {
        Evidence evidence = judge();
        mayHaveFailed.addAll(workloads);
        return evidence;
    }

    private Evidence judge() {
        workloads.forEach(Workload::awaitEnd);
        Evidence evidence = gather();
        List<Invariants.Violation> violations = Invariants.violated(evidence);
        assertThat(violations).as("violations").isEmpty();
        return evidence;
    }

    private Evidence gather() {
        Api api = builderos.api();
        Map<String, String> acked = new TreeMap<>();
        Map<String, String> answered = new TreeMap<>();
        List<Evidence.Call> calls = new ArrayList<>();
        Map<String, List<Evidence.Sight>> seen = new TreeMap<>();
        for (Workload workload : workloads) {
            acked.putAll(workload.acked());
            answered.putAll(workload.askAgain());
            calls.addAll(workload.calls());
        }
        acked.putAll(others);
        answered.putAll(others);
        Map<String, List<FactRecord>> journals = new TreeMap<>();
        runs(api).stream()
                .filter(run -> !setAside.contains(run))
                .forEach(run -> journals.put(run, Journal.of(api, run).facts()));
        for (Workload workload : workloads) {
            for (Follower follower : workload.followers()) {
                int all = journals.getOrDefault(follower.followed(), List.of()).size();
                within(SETTLED, () -> follower.sights().size() >= all);
                seen.put(follower.followed(), follower.sights());
            }
        }
        within(SETTLED, () -> outbox().values().stream().allMatch(rows -> rows == 0));
        within(SETTLED, () -> leftovers(journals.keySet()).isEmpty());
        return new Evidence(
                acked,
                answered,
                journals,
                Map.copyOf(fences),
                ledger.entries(),
                seen,
                outbox(),
                leftovers(journals.keySet()),
                List.copyOf(recoveries),
                calls,
                clockError);
    }

    private static List<String> runs(Api api) {
        List<String> runs = new ArrayList<>();
        String before = "";
        while (true) {
            JsonNode page = api.get("/v1/runs?limit=100" + before);
            page.path("runs").forEach(run -> runs.add(run.path("id").asText()));
            if (!page.hasNonNull("next")) {
                return runs;
            }
            before = "&before=" + page.path("next").asText();
        }
    }

    private Map<String, Long> outbox() {
        Map<String, Long> rows = new TreeMap<>();
        SERVICES.forEach(each -> rows.put(each, postgres().count("select count(*) from " + each + ".outbox")));
        return rows;
    }

    /** Processes and workspaces of these runs, which are over. */
    private List<String> leftovers(Set<String> runs) {
        Path workspaces = builderos.home().resolve("workspaces");
        List<String> left = new ArrayList<>();
        builderos
                .processes()
                .flatMap(each -> each.info().commandLine().stream())
                .filter(line -> line.contains(workspaces.toString()))
                .forEach(left::add);
        if (Files.isDirectory(workspaces)) {
            try (Stream<Path> entries = Files.list(workspaces)) {
                entries.map(entry -> entry.getFileName().toString())
                        .filter(runs::contains)
                        .map(run -> "the workspace of run " + run)
                        .forEach(left::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return left;
    }

    /** Gives it this time to become so; whether it did is for the invariants to say. */
    private static void within(Duration time, Callable<Boolean> settled) {
        try {
            await().pollInterval(Duration.ofMillis(100)).atMost(time).until(settled);
        } catch (org.awaitility.core.ConditionTimeoutException late) {
            System.out.println("not settled within " + time);
        }
    }

    @Override
    public void close() {
        workloads.forEach(Workload::close);
        try {
            ledger.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            builderos.close();
        }
    }
}
