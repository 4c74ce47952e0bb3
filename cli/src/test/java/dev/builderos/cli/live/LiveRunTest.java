package dev.builderos.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.SmallGateway;
import dev.builderos.cli.SmallGateway.Reply;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.RunState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveRunTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String END = "event: end\ndata: {}\n\n";

    private SmallGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new SmallGateway();
        gateway.on("GET /v1/runs/r1/events", stream(Facts.facts()) + END);
        gateway.on("GET /v1/runs/r1/logs", lines() + END);
        gateway.on("GET /v1/approvals/a1", approval("PENDING", DIGEST));
        gateway.on("POST /v1/approvals/a1/answers", approval("GRANTED", DIGEST));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void approvesTheEffectThatWasShownAndSaysThatNobodyLooked() {
        Captured captured = Captured.plain();

        LiveOutcome outcome = follow(captured, LiveRun.Output.PEOPLE, Approvals.YES);

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(gateway.asked("POST /v1/approvals/a1/answers"))
                .singleElement()
                .extracting(SmallGateway.Asked::body)
                .isEqualTo("{\"answer\":\"APPROVE\",\"effectDigest\":\"" + DIGEST + "\",\"method\":\"cli --yes\"}");
        assertThat(captured.out()).contains("approved by --yes, without a person having looked");
    }

    @Test
    void doesNotApproveAnEffectOtherThanTheOneTheRunAsksFor() {
        gateway.on("GET /v1/approvals/a1", approval("PENDING", "sha256:" + "cd".repeat(32)));
        Captured captured = Captured.plain();

        follow(captured, LiveRun.Output.PEOPLE, Approvals.YES);

        assertThat(gateway.asked("POST /v1/approvals/a1/answers")).isEmpty();
        assertThat(captured.out()).contains("the effect shown is not the one the run asks for");
    }

    @Test
    void doesNotAskAgainForWhatIsAnswered() {
        gateway.on("GET /v1/approvals/a1", approval("GRANTED", DIGEST));

        follow(Captured.plain(), LiveRun.Output.PEOPLE, Approvals.YES);

        assertThat(gateway.asked("POST /v1/approvals/a1/answers")).isEmpty();
    }

    @Test
    void asksThePersonAndSendsReasonOfDenial() {
        List<FactRecord> untilAsked = untilAsked();
        AtomicInteger connects = new AtomicInteger();
        gateway.on("GET /v1/runs/r1/events", ignored -> {
            // the run goes on only once there is an answer
            boolean answered = !gateway.asked("POST /v1/approvals/a1/answers").isEmpty();
            connects.incrementAndGet();
            return Reply.json(answered ? stream(untilAsked) + refusedEnd(untilAsked.size()) + END : stream(untilAsked));
        });
        gateway.on("POST /v1/approvals/a1/answers", approval("DENIED", DIGEST));
        Captured captured = Captured.typing("what?\ns\nd\nnot on a Friday\n");

        LiveOutcome outcome = follow(captured, LiveRun.Output.PEOPLE, Approvals.ASK);

        assertThat(outcome.state()).isEqualTo(RunState.FAILED);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(gateway.asked("POST /v1/approvals/a1/answers").getFirst().body())
                .contains("\"answer\":\"DENY\"", "\"method\":\"cli\"", "\"reason\":\"not on a Friday\"");
        assertThat(captured.out())
                .contains("[a]pprove  [d]eny  [s]how diff", "+new line")
                .containsOnlyOnce("nothing is answered yet; type a, d or s")
                .contains("the server went away", "the server is back");
    }

    @Test
    void saysHowToAnswerWhereNobodyCanBeAsked() {
        Captured captured = Captured.plain();

        follow(captured, LiveRun.Output.PEOPLE, Approvals.LEAVE);

        assertThat(captured.out()).contains("waiting for  builderos approve a1");
        assertThat(gateway.asked("POST /v1/approvals/a1/answers")).isEmpty();
    }

    @Test
    void writesJsonLinesAndNothingElse() {
        Captured captured = Captured.plain();

        follow(captured, LiveRun.Output.JSON, Approvals.YES);

        List<String> events = captured.out().lines().map(LiveRunTest::event).toList();
        assertThat(events.stream().filter("fact"::equals)).hasSize(Facts.facts().size());
        assertThat(events.stream().filter("line"::equals)).hasSize(3);
        assertThat(events.stream().filter("approval"::equals)).hasSize(1);
        assertThat(events).containsOnly("fact", "line", "approval");
    }

    @Test
    void writesNoAnsiWithoutATerminal() {
        Captured captured = Captured.plain();

        follow(captured, LiveRun.Output.PEOPLE, Approvals.LEAVE);

        assertThat(captured.out()).doesNotContain("\u001b");
    }

    @Test
    void readsFactsTheStreamLeftOut() {
        List<FactRecord> facts = Facts.facts();
        gateway.on(
                "GET /v1/runs/r1/events",
                stream(facts.subList(0, 2)) + "event: gap\ndata: {\"from\":3,\"to\":" + (facts.size() - 1) + "}\n\n"
                        + stream(facts.subList(facts.size() - 1, facts.size())) + END);
        gateway.on(
                "GET /v1/runs/r1/facts",
                "{\"ended\":true,\"facts\":"
                        + new String(GatewayJson.write(facts.subList(2, facts.size())), StandardCharsets.UTF_8) + "}");
        Captured captured = Captured.plain();

        LiveOutcome outcome = follow(captured, LiveRun.Output.JSON, Approvals.LEAVE);

        assertThat(outcome.state()).isEqualTo(RunState.SUCCEEDED);
        List<Long> seen = captured.out()
                .lines()
                .filter(text -> event(text).equals("fact"))
                .map(text -> parse(text).at("/fact/seq").asLong())
                .toList();
        assertThat(seen).isEqualTo(facts.stream().map(FactRecord::seq).toList());
    }

    @Test
    void doesNotBelieveAnApprovalCardsControlCharacters() {
        Captured captured = Captured.plain();

        follow(captured, LiveRun.Output.PEOPLE, Approvals.LEAVE);

        assertThat(captured.out())
                .contains("the agent's own words, not checked:", "trust me\\u{202e} \\x1b[8m", "risk    HIGH");
    }

    private LiveOutcome follow(Captured captured, LiveRun.Output output, Approvals approvals) {
        try (GatewayClient client = gateway.client()) {
            return new LiveRun(client, captured.console(), output, approvals, InstantSource.system()).follow("r1", 0);
        }
    }

    private static List<FactRecord> untilAsked() {
        List<FactRecord> facts = new ArrayList<>();
        for (FactRecord fact : Facts.facts()) {
            facts.add(fact);
            if (fact.type().equals("ApprovalRequested")) {
                break;
            }
        }
        return facts;
    }

    private static String refusedEnd(int seq) {
        String fact =
                "id: %d\nevent: fact\ndata: {\"seq\":%d,\"at\":\"2026-11-22T10:00:10Z\",\"type\":\"%s\",\"epoch\":1,"
                        + "\"body\":%s,\"prev\":\"p\",\"hash\":\"h\"}\n\n";
        return fact.formatted(
                        seq + 1,
                        seq + 1,
                        "ApprovalRefused",
                        "{\"step\":\"release\",\"approvalId\":\"a1\",\"outcome\":\"DENIED\",\"answers\":[]}")
                + fact.formatted(seq + 2, seq + 2, "RunFailed", "{\"step\":\"release\",\"reason\":\"denied\"}");
    }

    private static String stream(List<FactRecord> facts) {
        return facts.stream()
                .map(fact -> "id: " + fact.seq() + "\nevent: fact\ndata: "
                        + new String(GatewayJson.write(fact), StandardCharsets.UTF_8) + "\n\n")
                .collect(Collectors.joining());
    }

    private static String lines() {
        return Facts.recorded().stream()
                .filter(Facts.Came.OfLine.class::isInstance)
                .map(came -> ((Facts.Came.OfLine) came).line())
                .map(line -> "id: " + line.step() + ":" + line.n() + "\nevent: line\ndata: "
                        + new String(GatewayJson.write(line), StandardCharsets.UTF_8) + "\n\n")
                .collect(Collectors.joining());
    }

    static String approval(String state, String digest) {
        return """
                {"id":"a1","org":"local","project":"hello","runId":"r1","stepId":"release","state":"%s",
                 "effect":{"tool":"deploy.release","agent":"pipeline","environment":"prod","arguments":{"release":"r2"}},
                 "effectDigest":"%s","policyDigest":"%s",
                 "requirement":{"approvals":1,"from":["Owner"],"not":[],"expires":"PT24H"},
                 "card":{"title":"release r2 to prod","exact":"deploy.release r2","diff":"@@ -1 +1 @@\\n-old line\\n+new line\\n",
                  "risk":{"level":"HIGH","factors":["users see it"]},"undo":"builderos rollback --env prod",
                  "blastRadius":"the service in prod","untrustedReason":"trust me\\u202e \\u001b[8m"},
                 "requestedBy":"local:owner","requestedAt":"2026-11-22T10:00:07Z","expiresAt":"2026-11-23T10:00:07Z",
                 "answers":[]}
                """.formatted(state, digest, "sha256:" + "00".repeat(32));
    }

    private static String event(String text) {
        return parse(text).path("event").asText();
    }

    private static JsonNode parse(String text) {
        try {
            return GatewayJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not a JSON line: " + text, e);
        }
    }
}
