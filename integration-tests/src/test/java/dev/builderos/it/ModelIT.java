package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.builderos.contracts.journal.FactRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents whose model does not answer at once. */
@ExtendWith(SharedInstallation.class)
class ModelIT {
    private static final Duration ASKED = Duration.ofSeconds(3);
    private static final String DONE = """
            {"model":"stub","created_at":"2026-11-22T10:00:00Z","message":{"role":"assistant","content":"done"},\
            "done":true,"prompt_eval_count":7,"eval_count":5}""";

    private final Installation builderos;
    private final List<Instant> questions = new CopyOnWriteArrayList<>();
    private HttpServer provider;

    ModelIT(Installation builderos) {
        this.builderos = builderos;
    }

    /** Refuses the first question. */
    @BeforeEach
    void startProvider() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            questions.add(Instant.now());
            boolean busy = questions.size() == 1;
            byte[] body = (busy ? "{\"error\":\"slow down\"}" : DONE).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            if (busy) {
                exchange.getResponseHeaders().add("Retry-After", String.valueOf(ASKED.toSeconds()));
            }
            exchange.sendResponseHeaders(busy ? 429 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stopProvider() {
        provider.stop(0);
    }

    @Test
    void aProviderThatIsBusyIsLeftAloneForAsLongAsItAsks() {
        GitProject project = GitProject.with(builderos.directory().resolve("busy"), """
                - { id: plan, agent: builder, ask: "plan it", retries: { max: 1, on: [rate_limit], initial: 1ms } }
                """);
        project.write("builderos.yaml", """
                kind: builderos/project@v1
                name: busy
                models: { default: { provider: ollama, name: stub, base_url: "http://127.0.0.1:%d" } }
                git: { provider: local, default_branch: main }
                """.formatted(provider.getAddress().getPort()));
        project.commit("a model");

        Command.Outcome run = builderos.run(project.root(), "run", "test", "--json");

        assertThat(run.exitCode()).as(run.all()).isZero();
        Journal journal = Journal.of(
                builderos.api(), run.jsonLines().getFirst().path("run").asText());
        journal.assertSound();
        assertThat(journal.of("StepFailed")).hasSize(1);
        FactRecord failure = journal.of("StepFailed").getFirst();
        assertThat(failure.body().path("message").asText()).contains("it asks for a pause of 3 s");
        assertThat(questions).hasSize(2);
        assertThat(Duration.between(questions.getFirst(), questions.getLast())).isGreaterThanOrEqualTo(ASKED);
    }
}
