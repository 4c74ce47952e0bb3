package dev.builderos.sandbox.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's mock of the API server, with what a cluster does by itself as far as Jobs need it: a Job that may go on is given to a
 * node, one that is deleted in the foreground is there until its pod is gone, and what it owns goes with it.
 */
final class FakeCluster extends Dispatcher implements AutoCloseable {
    static final String NAMESPACE = "builderos";
    private static final String CORE = "/api/v1/namespaces/" + NAMESPACE;
    private static final String JOBS = "/apis/batch/v1/namespaces/" + NAMESPACE + "/jobs";
    private static final String POLICIES = "/apis/networking.k8s.io/v1/namespaces/" + NAMESPACE + "/networkpolicies";
    private static final Pattern LOG = Pattern.compile(".*/pods/([^/]+)/log\\?(.*)");
    private static final Pattern SINCE = Pattern.compile("sinceTime=([^&]+)");

    /** What happens to the pods of Jobs. Called on a thread of its own. */
    interface Node {
        void run(FakeCluster cluster, Job job);

        /** Ends what runs of a Job; it is gone when this returns. */
        default void end(FakeCluster cluster, String job) {}
    }

    record Line(Instant at, String text) {}

    record Asked(String method, String path, String body) {}

    private enum Loss {
        NOTHING,
        THE_ANSWER
    }

    private record Fault(Predicate<Asked> when, MockResponse answer, Loss loss) {}

    private final Dispatcher crud = new ApiServer();
    private final KubernetesMockServer server;
    private final Node node;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, List<Line>> logs = new ConcurrentHashMap<>();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private volatile String forbidden = "";
    private final Queue<Integer> cuts = new ConcurrentLinkedQueue<>();
    /** What the server does, it does one after the other: the mock reads and writes an object in two steps. */
    private final ReentrantLock turn = new ReentrantLock();

    FakeCluster(Node node) {
        this.node = node;
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), this, false);
        server.init();
        put(
                POLICIES,
                new NetworkPolicyBuilder()
                        .withNewMetadata()
                        .withName("deny")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withNewPodSelector()
                        .endPodSelector()
                        .withPolicyTypes("Ingress", "Egress")
                        .endSpec()
                        .build());
    }

    /** Made as the product's, with short waits. */
    KubernetesClient client() {
        return server.createClient(builder -> builder.withHttpClientFactory(new JdkHttpClientFactory())
                .editOrNewConfig()
                .withRequestTimeout(2_000)
                .withRequestRetryBackoffLimit(2)
                .withRequestRetryBackoffInterval(10)
                .withWatchReconnectInterval(20)
                .endConfig());
    }

    // ---- what goes wrong

    /** Answers the next request of this kind in place of the server. */
    void answer(String method, String path, int code, String message) {
        MockResponse answer = new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":" + code
                        + ",\"message\":\"" + message + "\"}");
        faults.add(new Fault(kind(method, path), answer, Loss.NOTHING));
    }

    /** Does what the next request of this kind asks for, and answers that the server is not there. */
    void loseTheAnswer(String method, String path) {
        faults.add(new Fault(kind(method, path), new MockResponse().setResponseCode(503), Loss.THE_ANSWER));
    }

    private static Predicate<Asked> kind(String method, String path) {
        return it -> it.method().equals(method) && it.path().contains(path);
    }

    /** The next answers have no more than so many bytes of a log: the connection ends there. */
    void cutLogsAfter(Integer... bytes) {
        cuts.addAll(List.of(bytes));
    }

    /** Says what a runner may do: all but what is about this resource. */
    void allow(String allBut) {
        forbidden = allBut;
    }

    void stop() {
        server.shutdown();
    }

    // ---- what was asked

    List<Asked> asked(String method, String path) {
        return asked.stream().filter(kind(method, path)).toList();
    }

    /** Everything, in order. */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Nullable
    Job job(String name) {
        return get(JOBS + "/" + name, Job.class);
    }

    List<JsonNode> all(String kind) {
        String path = kind.equals("jobs") ? JOBS : CORE + "/" + kind;
        JsonNode list = Serialization.unmarshal(text(call(HttpMethod.GET, path, "", "")), JsonNode.class);
        return list.path("items").valueStream().toList();
    }

    // ---- the side of the cluster

    void put(HasMetadata object) {
        put(object instanceof Job ? JOBS : CORE + "/" + object.getPlural(), object);
    }

    void put(String path, HasMetadata object) {
        call(HttpMethod.POST, path, "application/json", Serialization.asJson(object));
    }

    void removePolicies() {
        call(HttpMethod.DELETE, POLICIES + "/deny", "", "");
    }

    void putPolicy(HasMetadata policy) {
        put(POLICIES, policy);
    }

    static String podOf(String job) {
        return job + "-pod";
    }

    /** Makes the pod of a Job, of which nothing is known yet; none of one that is gone, or is about to be. */
    void makePod(Job job) {
        inTurn(() -> {
            Job there = job(job.getMetadata().getName());
            if (there != null && there.getMetadata().getDeletionTimestamp() == null) {
                putPod(job);
            }
            return true;
        });
    }

    private void putPod(Job job) {
        var template = job.getSpec().getTemplate();
        Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels());
        String name = job.getMetadata().getName();
        labels.put("batch.kubernetes.io/job-name", name);
        logs.put(podOf(name), new CopyOnWriteArrayList<>());
        put(new PodBuilder()
                .withNewMetadata()
                .withName(podOf(name))
                .withNamespace(NAMESPACE)
                .withLabels(labels)
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build());
    }

    void say(String job, PodStatus status) {
        call(
                HttpMethod.PATCH,
                CORE + "/pods/" + podOf(job),
                "application/json-patch+json",
                "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":" + Serialization.asJson(status) + "}]");
    }

    void removePod(String job) {
        call(HttpMethod.DELETE, CORE + "/pods/" + podOf(job), "", "");
    }

    @Nullable
    Pod pod(String job) {
        return get(CORE + "/pods/" + podOf(job), Pod.class);
    }

    Secret secret(String name) {
        Secret found = get(CORE + "/secrets/" + name, Secret.class);
        if (found == null) {
            throw new AssertionError("there is no Secret " + name);
        }
        return found;
    }

    void log(String job, Instant at, String text) {
        logs.computeIfAbsent(podOf(job), pod -> new CopyOnWriteArrayList<>()).add(new Line(at, text));
    }

    private <T> @Nullable T get(String path, Class<T> type) {
        MockResponse answer = call(HttpMethod.GET, path, "", "");
        return answer.code() == 200 ? Serialization.unmarshal(text(answer), type) : null;
    }

    private MockResponse call(HttpMethod method, String path, String type, String body) {
        Headers.Builder headers = Headers.builder();
        if (!type.isEmpty()) {
            headers.add("Content-Type", type);
        }
        RecordedRequest request =
                new RecordedRequest("HTTP/1.1", method, path, headers.build(), new Buffer(body.getBytes(UTF_8)));
        return inTurn(() -> crud.dispatch(request));
    }

    private <T> T inTurn(Supplier<T> work) {
        turn.lock();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    private static String text(MockResponse answer) {
        return new String(answer.getBody().getBytes(), UTF_8);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        // Not `getUtf8Body`, after which nobody else can read it.
        byte[] body = request.getBody() == null ? null : request.getBody().getBytes();
        Asked now = new Asked(request.getMethod(), request.getPath(), body == null ? "" : new String(body, UTF_8));
        asked.add(now);
        Optional<Fault> fault =
                faults.stream().filter(it -> it.when().test(now)).findFirst().filter(faults::remove);
        if (fault.isPresent()) {
            if (fault.get().loss() == Loss.THE_ANSWER) {
                carryOut(request, now);
            }
            return fault.get().answer();
        }
        return carryOut(request, now);
    }

    private MockResponse carryOut(RecordedRequest request, Asked now) {
        Matcher log = LOG.matcher(now.path());
        if (log.matches()) {
            return log(log.group(1), log.group(2));
        }
        if (now.method().equals("DELETE") && now.path().startsWith(JOBS + "/")) {
            String name = now.path().substring(JOBS.length() + 1).replaceAll("\\?.*", "");
            MockResponse marked = inTurn(() -> {
                finalizers(name, "[\"foregroundDeletion\"]");
                return crud.dispatch(request);
            });
            background(() -> takeAway(name));
            return marked;
        }
        if (now.path().contains("selfsubjectaccessreviews")) {
            boolean allowed = forbidden.isEmpty() || !now.body().contains("\"resource\":\"" + forbidden + "\"");
            return new MockResponse()
                    .setResponseCode(201)
                    .setBody("{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\","
                            + "\"status\":{\"allowed\":" + allowed + "}}");
        }
        MockResponse answer = inTurn(() -> crud.dispatch(request));
        if (now.method().equals("PATCH") && now.body().contains("\"suspend\":false")) {
            Job job = Serialization.unmarshal(text(answer), Job.class);
            background(() -> node.run(this, job));
        }
        return answer;
    }

    private MockResponse log(String pod, String query) {
        Matcher since = SINCE.matcher(query);
        Instant from = since.find() ? Instant.parse(since.group(1).replace("%3A", ":")) : Instant.MIN;
        StringBuilder text = new StringBuilder();
        logs.getOrDefault(pod, List.of()).stream()
                .filter(line -> !line.at().isBefore(from))
                .forEach(line -> text.append(line.at()).append(' ').append(line.text()));
        byte[] all = text.toString().getBytes(UTF_8);
        Integer cut = cuts.poll();
        return new MockResponse()
                .setResponseCode(200)
                .setBody(cut == null ? all : Arrays.copyOf(all, Math.min(all.length, cut)));
    }

    private void takeAway(String name) {
        node.end(this, name);
        inTurn(() -> {
            removePod(name);
            finalizers(name, "[]");
            return true;
        });
        all("secrets").stream()
                .filter(secret ->
                        secret.at("/metadata/ownerReferences/0/name").asText().equals(name))
                .forEach(secret -> call(
                        HttpMethod.DELETE,
                        CORE + "/secrets/" + secret.at("/metadata/name").asText(),
                        "",
                        ""));
    }

    private void finalizers(String job, String names) {
        call(
                HttpMethod.PATCH,
                JOBS + "/" + job,
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/metadata/finalizers\",\"value\":" + names + "}]");
    }

    private void background(Runnable work) {
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (Throwable failure) {
                broken.add(failure);
            }
        });
    }

    /** Nothing of the cluster itself went wrong. */
    void assertWhole() {
        if (!broken.isEmpty()) {
            throw new AssertionError("the cluster of the test is broken", broken.getFirst());
        }
    }

    @Override
    public void close() {
        server.shutdown();
        assertWhole();
    }
}
