package dev.builderos.runner.traces;

import dev.builderos.contracts.RunId;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.RunTrace;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.usecase.Traces;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the trace of each run that is over, read from its journal, by OTLP over HTTP. A collector that is away loses traces and
 * stops nothing: the journal is the record.
 */
@ApplicationScoped
class OtlpTraces implements Traces {
    private static final Logger LOG = Logger.getLogger(OtlpTraces.class);

    /** Runs that wait to be sent; more than that are not sent. */
    private static final int WAITING = 10_000;

    /** Spans of one request; collectors take no longer ones. */
    private static final int AT_ONCE = 1_000;

    private static final Duration BOUND = Duration.ofSeconds(30);

    private final RunStore store;
    private final BlockingQueue<RunId> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final @Nullable OtlpHttpSpanExporter exporter;
    private final Resource resource;
    private final Thread worker = Thread.ofPlatform().daemon().name("traces").unstarted(this::work);

    OtlpTraces(
            RunStore store,
            RunnerConfig config,
            @ConfigProperty(name = "builderos.version", defaultValue = "unknown") String version) {
        this.store = store;
        this.exporter = config.traces()
                .endpoint()
                .map(endpoint -> exporter(endpoint, config))
                .orElse(null);
        this.resource = Resource.create(Attributes.builder()
                .put("service.name", "builderos")
                .put("service.version", version)
                .put("service.instance.id", config.name().orElse("local"))
                .build());
    }

    private static OtlpHttpSpanExporter exporter(String endpoint, RunnerConfig config) {
        String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder();
        try {
            builder.setEndpoint(base.endsWith("/v1/traces") ? base : base + "/v1/traces");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalStateException(
                    "BUILDEROS_OTLP_ENDPOINT is `" + endpoint + "`; its form is http://host:4318", wrong);
        }
        for (String header :
                config.traces().headers().map(text -> text.split(",")).orElse(new String[0])) {
            int equals = header.indexOf('=');
            if (equals < 1) {
                throw new IllegalStateException("BUILDEROS_OTLP_HEADERS is not of the form name=value,name=value");
            }
            builder.addHeader(
                    header.substring(0, equals).strip(),
                    header.substring(equals + 1).strip());
        }
        return builder.setTimeout(BOUND).build();
    }

    void start(@Observes StartupEvent started) {
        if (exporter != null) {
            worker.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        worker.interrupt();
        if (exporter != null) {
            exporter.shutdown();
        }
    }

    @Override
    public void ended(RunId run) {
        if (exporter != null && !waiting.offer(run)) {
            lost.incrementAndGet();
        }
    }

    private void work() {
        List<SpanData> spans = new ArrayList<>();
        try {
            while (true) {
                RunId run = spans.isEmpty() ? waiting.take() : waiting.poll();
                if (run == null) {
                    send(spans);
                    spans.clear();
                } else {
                    spans.addAll(spans(run));
                    while (spans.size() >= AT_ONCE) {
                        List<SpanData> full = spans.subList(0, AT_ONCE);
                        send(full);
                        full.clear();
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private List<SpanOfRun> spans(RunId run) {
        try {
            return RunTrace.of(run, store.journal(run, BOUND)).stream()
                    .map(span -> new SpanOfRun(run, span, resource))
                    .toList();
        } catch (RuntimeException unreadable) {
            LOG.warnf("no trace runId=%s reason=%s", run, unreadable.getMessage());
            return List.of();
        }
    }

    private void send(List<SpanData> spans) {
        if (!sent(List.copyOf(spans))) {
            LOG.warnf("the collector takes no traces spans=%d", spans.size());
        }
        long unsent = lost.getAndSet(0);
        if (unsent > 0) {
            LOG.warnf("traces of runs are lost because too many wait runs=%d", unsent);
        }
    }

    private boolean sent(List<SpanData> spans) {
        return exporter != null
                && exporter.export(spans)
                        .join(BOUND.toSeconds(), TimeUnit.SECONDS)
                        .isSuccess();
    }
}
