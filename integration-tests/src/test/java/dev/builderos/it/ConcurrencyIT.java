package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.builderos.contracts.journal.FactRecord;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs of one concurrency group, whatever comes in between; judged by their journals. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConcurrencyIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> ENDS = Set.of("RunSucceeded", "RunFailed", "RunCancelled");
    private static final String QUEUE = "concurrency: { group: \"deploy-${inputs.where}\" }\n";
    private static final String CANCEL =
            "concurrency: { group: \"deploy-${inputs.where}\", on_conflict: cancel_in_progress }\n";
    private static final String SHORT = "sleep 0.3";
    private static final String LONG = "sleep 60";

    private final Installation builderos = Installation.fresh();

    @BeforeAll
    void start() {
        up();
    }

    @AfterAll
    void takeAway() {
        builderos.close();
    }

    /** A project with pipelines that differ in their head and in what their only step does. */
    private final class Project {
        private final String name;
        private final GitProject files;

        Project(String name) {
            this.name = name;
            this.files = GitProject.with(builderos.directory().resolve(name), "- { id: work, action: noop }");
        }

        String snapshot(String head, String command) {
            files.write("ship/test.yaml", """
                    kind: builderos/pipeline@v1
                    name: test
                    version: 1.0.0
                    inputs: { where: { type: string } }
                    %ssteps:
                      - { id: work, run: "%s" }
                    """.formatted(head, command));
            return Workload.register(builderos.api(), files, name);
        }

        String start(String snapshot, String where) {
            HttpResponse<String> started = builderos
                    .api()
                    .send(
                            "POST",
                            "/v1/runs",
                            Map.of(
                                    "project",
                                    name,
                                    "snapshot",
                                    snapshot,
                                    "pipeline",
                                    "ship/test.yaml",
                                    "inputs",
                                    Map.of("where", where),
                                    "options",
                                    Map.of("sandbox", "bubblewrap", "allowDirty", true)));
            assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
            return Json.read(started.body()).path("runId").asText();
        }

        String run(String head, String command) {
            return start(snapshot(head, command), "dev");
        }
    }

    @Test
    void startsOneAfterTheOtherByPriorityAndThenInTheOrderTheyCame() {
        Project project = new Project("ordered");
        String holder = project.run(QUEUE, LONG);
        String low = project.run(QUEUE + "priority: low\n", SHORT);
        String first = project.run(QUEUE, SHORT);
        String second = project.run(QUEUE, SHORT);
        String high = project.run(QUEUE + "priority: high\n", SHORT);
        String elsewhere = project.start(project.snapshot(QUEUE, SHORT), "prod");
        ended(elsewhere, "SUCCEEDED");
        String shown = builderos.run(project.files.root(), "show", low).out();
        awaitStep(holder);
        cancel(holder);
        List.of(low, first, second, high).forEach(run -> ended(run, "SUCCEEDED"));

        assertThat(journal(elsewhere).types()).doesNotContain("RunQueued");
        assertThat(journal(low).of("RunQueued").getFirst().body().path("reason").asText())
                .isEqualTo("waits for run " + holder + " in group deploy-dev");
        assertThat(shown).containsIgnoringCase("queued").contains("waits for run " + holder + " in group deploy-dev");
        assertThat(inOrderOfStart(low, first, second, high)).containsExactly(high, first, second, low);
        assertNeverBesideEachOther(holder, low, first, second, high);
    }

    @Test
    void cancelsThoseBeforeItWhenThePipelineSaysSoAndStartsWhenTheyAreOver() {
        Project project = new Project("impatient");
        String holder = project.run(QUEUE, LONG);
        String queued = project.run(QUEUE, LONG);
        awaitStep(holder);

        String impatient = project.run(CANCEL, SHORT);
        String later = project.run(QUEUE, SHORT);
        Stream.of(impatient, later).forEach(run -> ended(run, "SUCCEEDED"));

        Stream.of(holder, queued).forEach(run -> {
            ended(run, "CANCELLED");
            FactRecord asked = journal(run).of("RunCancelRequested").getFirst();
            assertThat(asked.body().path("by").asText()).isEqualTo("concurrency group deploy-dev");
            assertThat(asked.body().path("reason").asText()).contains(impatient);
        });
        assertThat(journal(queued).types()).doesNotContain("RunStarted");
        assertNeverBesideEachOther(holder, impatient, later);
    }

    @Test
    void goesOnOneAfterTheOtherWhenTheServerWasKilled() {
        Project project = new Project("killed");
        String snapshot = project.snapshot(QUEUE, "sleep 2");
        List<String> runs = IntStream.range(0, 3)
                .mapToObj(i -> project.start(snapshot, "dev"))
                .toList();
        awaitStep(runs.getFirst());

        builderos.killServer();
        up();

        runs.forEach(run -> ended(run, "SUCCEEDED"));
        assertThat(journal(runs.getLast()).types()).containsSubsequence("RunQueued", "RunTakenOver", "RunReleased");
        assertThat(inOrderOfStart(runs.toArray(String[]::new))).isEqualTo(runs);
        assertNeverBesideEachOther(runs.toArray(String[]::new));
    }

    @Test
    void letsOneAtATimeStartHoweverManyAreAdmittedAtOnce() {
        Project project = new Project("crowded");
        String snapshot = project.snapshot(QUEUE, SHORT);
        List<String> runs;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<String>> asked = IntStream.range(0, 12)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> project.start(snapshot, "dev"), clients))
                    .toList();
            runs = asked.stream().map(CompletableFuture::join).toList();
        }

        runs.forEach(run -> ended(run, "SUCCEEDED"));

        assertThat(runs)
                .filteredOn(run -> journal(run).of("RunQueued").isEmpty())
                .hasSize(1);
        assertNeverBesideEachOther(runs.toArray(String[]::new));
    }

    @Test
    void letsQueuedRunsBeCancelledAndPaused() {
        Project project = new Project("steered");
        String holder = project.run(QUEUE, LONG);
        String snapshot = project.snapshot(QUEUE, SHORT);
        String unwanted = project.start(snapshot, "dev");
        String paused = project.start(snapshot, "dev");
        String last = project.start(snapshot, "dev");

        cancel(unwanted);
        steer(paused, "pause");
        ended(unwanted, "CANCELLED");
        String stillQueued = state(paused);
        awaitStep(holder);
        cancel(holder);
        await().atMost(PATIENCE).until(() -> state(paused).equals("PAUSED"));
        String behind = state(last);
        steer(paused, "resume");

        ended(paused, "SUCCEEDED");
        ended(last, "SUCCEEDED");
        assertThat(stillQueued).isEqualTo("QUEUED");
        assertThat(behind).as("a paused run keeps its group").isEqualTo("QUEUED");
        assertThat(journal(unwanted).types()).doesNotContain("RunStarted", "RunReleased");
        assertNeverBesideEachOther(holder, paused, last);
    }

    @Test
    void waitsForNoRunThatIsSetAside() {
        Project project = new Project("orphaned");
        String damaged = project.start(project.snapshot(QUEUE, LONG), "dev");
        String last = project.run(QUEUE, SHORT);
        awaitStep(damaged);

        new Postgres(builderos.home())
                .change("update runner.run set quarantined = 'damaged', epoch = epoch + 1 where id = ?::uuid", damaged);

        ended(last, "SUCCEEDED");
    }

    private void up() {
        Command.Outcome up = builderos.run(builderos.directory(), "up");
        assertThat(up.exitCode()).as(up.all()).isZero();
    }

    private Journal journal(String run) {
        return Journal.of(builderos.api(), run);
    }

    private String state(String run) {
        return builderos
                .api()
                .get("/v1/runs/" + run)
                .path("summary")
                .path("state")
                .asText();
    }

    private void steer(String run, String how) {
        HttpResponse<String> answer =
                builderos.api().send("POST", "/v1/runs/" + run + "/" + how, Map.of("reason", "a test"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void cancel(String run) {
        steer(run, "cancel");
    }

    private void awaitStep(String run) {
        await("the step of run " + run)
                .atMost(PATIENCE)
                .until(() -> !journal(run).of("ToolCalled").isEmpty());
    }

    private void ended(String run, String state) {
        await("the end of run " + run)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> journal(run).facts().getLast().type().equals("ReceiptIssued"));
        assertThat(state(run)).as("run %s: %s", run, journal(run).types()).isEqualTo(state);
        journal(run).assertSound();
    }

    private List<String> inOrderOfStart(String... runs) {
        return Stream.of(runs).sorted(Comparator.comparing(this::startOf)).toList();
    }

    private Instant startOf(String run) {
        return journal(run).of("RunStarted").getFirst().at();
    }

    private Instant endOf(String run) {
        return journal(run).facts().stream()
                .filter(fact -> ENDS.contains(fact.type()))
                .findFirst()
                .orElseThrow()
                .at();
    }

    /** Each that was started ended before the next one was. */
    private void assertNeverBesideEachOther(String... runs) {
        List<String> order = inOrderOfStart(runs);
        for (int i = 1; i < order.size(); i++) {
            assertThat(startOf(order.get(i)))
                    .as("the start of run %s, after the end of run %s", order.get(i), order.get(i - 1))
                    .isAfterOrEqualTo(endOf(order.get(i - 1)));
        }
    }
}
