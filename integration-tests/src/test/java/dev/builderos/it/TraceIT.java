package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever collects traces gets one for each run, under the id of the run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceIT extends InProject {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET_HEADER = "let-me-in";

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final HttpServer collector;

    TraceIT() throws IOException {
        super(Installation.fresh(), """
                - { id: say, run: "echo never-in-a-trace" }
                - { id: fail, run: "exit 3" }
                """);
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeAll
    void collect() {
        collector.createContext("/v1/traces", this::take);
        collector.start();
        builderos.setEnvironment(
                "BUILDEROS_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort());
        builderos.setEnvironment("BUILDEROS_OTLP_HEADERS", "X-Key=" + SECRET_HEADER);
    }

    @AfterAll
    void takeAway() {
        builderos.close();
        collector.stop(0);
    }

    /** Not at the first time: collectors are away now and then. */
    private void take(HttpExchange call) throws IOException {
        try (call) {
            assertThat(call.getRequestHeaders().getFirst("X-Key")).isEqualTo(SECRET_HEADER);
            byte[] body = call.getRequestBody().readAllBytes();
            if (calls.incrementAndGet() == 1) {
                call.sendResponseHeaders(503, -1);
                return;
            }
            ExportTraceServiceRequest.parseFrom(body)
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            call.sendResponseHeaders(200, -1);
        }
    }

    @Test
    void oneTraceForARunWithItsStepsAndWhatTheyDid() {
        run("run", "test");
        String run = latest();
        List<Span> trace = trace(run);

        Span root = named(trace, "run test");
        assertThat(root.getParentSpanId().isEmpty()).isTrue();
        assertThat(root.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(text(root, "builderos.run")).isEqualTo(run);
        assertThat(text(root, "builderos.state")).isEqualTo("FAILED");
        Span step = named(trace, "step say");
        assertThat(step.getParentSpanId()).isEqualTo(root.getSpanId());
        assertThat(step.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_OK);
        assertThat(step.getEndTimeUnixNano()).isGreaterThan(step.getStartTimeUnixNano());
        assertThat(trace)
                .filteredOn(span -> span.getParentSpanId().equals(step.getSpanId()))
                .extracting(Span::getName)
                .containsExactly("call shell.exec");
        assertThat(named(trace, "step fail").getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(trace.toString()).doesNotContain("never-in-a-trace");
    }

    @Test
    void aRunThatEndsAtOnceHasOne() {
        project.pipeline("- { id: none, action: noop }\n");
        project.commit("nothing");
        succeed("run", "test");

        assertThat(trace(latest())).extracting(Span::getName).containsExactly("step none", "run test");
    }

    private List<Span> trace(String run) {
        String id = run.replace("-", "");
        await("the trace of run " + run).atMost(PATIENCE).until(() -> !of(id).isEmpty());
        return of(id);
    }

    private List<Span> of(String trace) {
        return spans.stream()
                .filter(span -> HexFormat.of()
                        .formatHex(span.getTraceId().toByteArray())
                        .equals(trace))
                .toList();
    }

    private static Span named(List<Span> trace, String name) {
        assertThat(trace).extracting(Span::getName).contains(name);
        return trace.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Span span, String attribute) {
        return span.getAttributesList().stream()
                .filter(each -> each.getKey().equals(attribute))
                .map(each -> each.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }
}
