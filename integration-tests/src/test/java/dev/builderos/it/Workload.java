package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Clients of a server that may be gone: each asks for runs until it is told of one, under a key of its own, and some follow
 * what becomes of it. A run has five steps in two parallel lanes, each of which leaves an entry in the ledger.
 */
final class Workload implements AutoCloseable {
    /** Steps that call the ledger. */
    static final Set<String> STEPS = Set.of("open", "a1", "a2", "b1", "b2");

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CLIENTS = 8;
    private static final int FOLLOWED = 5;

    private final Installation builderos;
    private final String project;
    private final String snapshot;
    private final Map<String, String> acked = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final List<Evidence.Call> calls = new CopyOnWriteArrayList<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore clients = new Semaphore(CLIENTS);

    /** Registers a project whose steps call the ledger. */
    Workload(Installation builderos, Ledger ledger, String project) {
        this.builderos = builderos;
        this.project = project;
        GitProject files = GitProject.with(builderos.directory().resolve(project), """
                - { id: open, action: verify.http, with: { url: "%s" } }
                - lanes:
                    a:
                      - { id: a1, action: verify.http, with: { url: "%s" } }
                      - { id: a2, action: verify.http, with: { url: "%s" } }
                    b:
                      - { id: b1, action: verify.http, with: { url: "%s" } }
                      - { id: b2, action: verify.http, with: { url: "%s" } }
                """.formatted(
                Stream.of("open", "a1", "a2", "b1", "b2").map(ledger::addressOf).toArray()));
        this.snapshot = register(builderos.api(), files, project);
    }

    /** Makes the project known to the server, and gives the digest of its snapshot. */
    static String register(Api api, GitProject files, String project) {
        HttpResponse<String> put = api.send(
                "PUT", "/v1/projects/" + project, Map.of("root", files.root().toString()));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        HttpResponse<String> stored = api.send(
                "POST",
                "/v1/projects/" + project + "/snapshots",
                Map.of(
                        "files",
                        Stream.of("builderos.yaml", "builderos.policy.yaml", "ship/test.yaml")
                                .map(path -> Map.of("path", path, "text", files.read(path)))
                                .toList()));
        return Json.read(stored.body()).path("digest").asText();
    }

    /** What a client sends to get a run. */
    static Map<String, Object> order(String project, String snapshot) {
        return Map.of(
                "project",
                project,
                "snapshot",
                snapshot,
                "pipeline",
                "ship/test.yaml",
                "inputs",
                Map.of(),
                "options",
                Map.of("sandbox", "bubblewrap", "allowDirty", false));
    }

    /** Starts to ask for so many runs more; does not wait. */
    void ask(int runs) {
        int before = asked.size();
        IntStream.range(before, before + runs).mapToObj(i -> project + "-" + i).forEach(key -> {
            asked.add(key);
            threads.execute(() -> {
                clients.acquireUninterruptibly();
                try {
                    acked.putIfAbsent(key, persist(key));
                } finally {
                    clients.release();
                }
            });
        });
    }

    /** Waits until so many runs are acknowledged. */
    void awaitAcknowledged(int runs) {
        await("acknowledged runs")
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> acked.size() >= runs);
    }

    /** Waits until every client has its run, and every run has its receipt. */
    void awaitEnd() {
        awaitAcknowledged(asked.size());
        await("receipts of all runs")
                .pollInterval(Duration.ofMillis(250))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> acked.values().stream().allMatch(this::hasReceipt));
    }

    private boolean hasReceipt(String run) {
        return builderos.api().send("GET", "/v1/runs/" + run + "/receipt", null).statusCode() == 200;
    }

    Map<String, String> acked() {
        return Map.copyOf(acked);
    }

    List<Evidence.Call> calls() {
        return List.copyOf(calls);
    }

    List<Follower> followers() {
        return List.copyOf(followers);
    }

    /** Asks with every key once more. */
    Map<String, String> askAgain() {
        Map<String, String> answered = new TreeMap<>();
        asked.forEach(key -> answered.put(key, persist(key)));
        return answered;
    }

    private String persist(String key) {
        List<String> run = new ArrayList<>();
        try {
            await().pollInterval(Duration.ofMillis(200))
                    .pollDelay(Duration.ZERO)
                    .atMost(PATIENCE)
                    .until(() -> {
                        run.addAll(tryOnce(key));
                        return !run.isEmpty();
                    });
        } catch (ConditionTimeoutException never) {
            throw new AssertionError(
                    "no run for " + key + "; last calls: "
                            + calls.reversed().stream().limit(5).toList(),
                    never);
        }
        follow(run.getFirst());
        return run.getFirst();
    }

    private synchronized void follow(String run) {
        if (followers.size() < FOLLOWED
                && followers.stream().noneMatch(each -> each.followed().equals(run))) {
            Follower follower = new Follower(builderos::api, run);
            followers.add(follower);
            threads.execute(follower);
        }
    }

    private List<String> tryOnce(String key) {
        long began = System.nanoTime();
        try {
            HttpResponse<String> answer =
                    builderos.api().send("POST", "/v1/runs", order(project, snapshot), "Idempotency-Key", key);
            if (answer.statusCode() == 201) {
                note(key, began, Evidence.Call.End.RESULT);
                return List.of(Json.read(answer.body()).path("runId").asText());
            }
            note(key + " → " + answer.statusCode() + " " + answer.body(), began, kind(answer));
        } catch (UncheckedIOException cut) {
            note(key + " → " + cut.getCause(), began, kind(cut.getCause()));
        }
        return List.of();
    }

    private static Evidence.Call.End kind(IOException failure) {
        boolean hung = failure instanceof HttpTimeoutException && !(failure.getCause() instanceof ConnectException);
        return hung ? Evidence.Call.End.HUNG : Evidence.Call.End.CUT;
    }

    private static Evidence.Call.End kind(HttpResponse<String> answer) {
        boolean problem = answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
        if (!problem) {
            return Evidence.Call.End.UNTYPED_ERROR;
        }
        JsonNode code = Json.read(answer.body()).path("code");
        return code.asText().isBlank() ? Evidence.Call.End.UNTYPED_ERROR : Evidence.Call.End.TYPED_ERROR;
    }

    private void note(String what, long began, Evidence.Call.End end) {
        calls.add(new Evidence.Call(what, Duration.ofNanos(System.nanoTime() - began), end));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
