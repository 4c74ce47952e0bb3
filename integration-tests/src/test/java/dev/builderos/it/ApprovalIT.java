package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** People say yes or no, from anywhere, once. */
@ExtendWith(SharedInstallation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Installation builderos;
    private GitProject project;
    private Command waiting;

    ApprovalIT(Installation builderos) {
        this.builderos = builderos;
    }

    @BeforeAll
    void makeAProjectThatReleases() {
        project = GitProject.with(
                builderos.directory().resolve("gated"), "- { id: release, action: deploy.release, env: prod }");
        project.write("ship/gate.yaml", """
                kind: builderos/pipeline@v1
                name: gate
                version: 1.0.0
                steps:
                  - { id: gated, run: "echo through", gates: [approval] }
                """);
        project.commit("gate");
        builderos.run(project.root(), "up");
    }

    @AfterEach
    void endWhatStillWaits() {
        waiting.close();
    }

    @Test
    void aDenialFailsTheRunWithItsReasonAndReleasesNothing() {
        JsonNode approval = startAndAwaitApproval("test");

        Command.Outcome denied = builderos.run(project.root(), "deny", id(approval), "--reason", "not on a Friday");

        assertThat(denied.exitCode()).as(denied.all()).isZero();
        Command.Outcome run = waiting.end();
        assertThat(run.exitCode()).as(run.all()).isEqualTo(5);
        assertThat(run.all()).contains("not on a Friday");
        assertThat(builderos.run(project.root(), "deployments", "--json").json().path("deployments"))
                .isEmpty();
        Journal journal = journal(approval);
        journal.assertSound();
        assertThat(journal.types()).contains("ApprovalRefused").doesNotContain("EffectIntended", "EffectCompleted");
    }

    @Test
    void anAnswerFromASecondTerminalLetsTheFirstGoOn() {
        JsonNode approval = startAndAwaitApproval("gate");
        assertThat(approval.path("card").path("exact").asText()).contains("echo through");
        assertThat(journal(approval).types()).doesNotContain("EffectCompleted");

        Command.Outcome approved = builderos.run(project.root(), "approve", id(approval));

        assertThat(approved.exitCode()).as(approved.all()).isZero();
        Command.Outcome run = waiting.end();
        assertThat(run.exitCode()).as(run.all()).isZero();
        journal(approval).assertSound();
    }

    @Test
    void ofTwoAnswersOneCounts() {
        JsonNode approval = startAndAwaitApproval("gate");

        List<Command.Outcome> answers = Stream.of(
                        builderos.start(project.root(), "approve", id(approval)),
                        builderos.start(project.root(), "deny", id(approval), "--reason", "no"))
                .map(Command::end)
                .toList();

        JsonNode settled = builderos.api().get("/v1/approvals/" + id(approval));
        assertThat(settled.path("answers")).hasSize(1);
        boolean granted = settled.path("state").asText().equals("GRANTED");
        assertThat(waiting.end().exitCode()).isEqualTo(granted ? 0 : 5);
        assertThat(answers.get(granted ? 0 : 1).exitCode()).isZero();
        Command.Outcome loser = answers.get(granted ? 1 : 0);
        assertThat(loser.exitCode())
                .as("the answer that came too late: %s", loser.all())
                .isNotZero();
        journal(approval).assertSound();
    }

    @Test
    void anAnswerToAnotherEffectIsRefused() {
        JsonNode approval = startAndAwaitApproval("gate");

        HttpResponse<String> answer = answer(approval, "sha256:" + "0".repeat(64));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(state(approval)).isEqualTo("PENDING");
        assertThat(answer(approval, approval.path("effectDigest").asText()).statusCode())
                .as("the right digest")
                .isEqualTo(200);
        assertThat(waiting.end().exitCode()).isZero();
    }

    @Test
    void anEditIsAnotherEffectThatIsAskedAboutAnew() {
        JsonNode approval = startAndAwaitApproval("gate");

        Command.Outcome edited =
                builderos.run(project.root(), "approve", id(approval), "--set", "command=echo otherwise");

        assertThat(edited.exitCode()).as(edited.all()).isZero();
        assertThat(state(approval)).isEqualTo("EDITED");
        JsonNode anew = pending().path(0);
        assertThat(anew.path("effectDigest").asText())
                .isNotEqualTo(approval.path("effectDigest").asText());
        assertThat(anew.path("card").path("exact").asText())
                .contains("echo otherwise")
                .doesNotContain("echo through");
        assertThat(answer(approval, approval.path("effectDigest").asText()).statusCode())
                .as("the approval of what was asked first")
                .isEqualTo(409);
        assertThat(journal(approval).types()).doesNotContain("EffectCompleted");
        Command.Outcome approved = builderos.run(project.root(), "approve", id(anew));
        assertThat(approved.exitCode()).as(approved.all()).isZero();
        assertThat(waiting.end().exitCode()).isZero();
        Journal journal = journal(approval);
        journal.assertSound();
        assertThat(journal.of("EffectCompleted"))
                .singleElement()
                .satisfies(done -> assertThat(done.body().path("effectDigest").asText())
                        .isEqualTo(anew.path("effectDigest").asText()));
        String run = approval.path("runId").asText();
        assertThat(builderos.run(project.root(), "logs", run).out())
                .contains("otherwise")
                .doesNotContain("through");
        builderos.run(project.root(), "receipt", run, "-o", "edited.receipt.json");
        Command.Outcome verified = builderos.run(project.root(), "verify", "edited.receipt.json");
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        Command.Outcome replayed = builderos.run(project.root(), "replay", run);
        project.git("clean", "--quiet", "--force", "edited.receipt.json");
        assertThat(replayed.exitCode()).as(replayed.all()).isZero();
    }

    @Test
    void anApprovalProposesTheRuleThatWouldSpareTheQuestion() {
        JsonNode approval = startAndAwaitApproval("gate");

        Command.Outcome approved = builderos.run(project.root(), "approve", id(approval), "--as-rule");

        assertThat(approved.exitCode()).as(approved.all()).isZero();
        assertThat(approved.all()).contains("the pipeline itself asks, by `gates: [approval]`");
        assertThat(waiting.end().exitCode()).isZero();
    }

    @Test
    void aCancelledRunAsksNoLonger() {
        JsonNode approval = startAndAwaitApproval("gate");

        Command.Outcome cancelled =
                builderos.run(project.root(), "cancel", approval.path("runId").asText(), "--reason", "never mind");

        assertThat(cancelled.exitCode()).as(cancelled.all()).isZero();
        assertThat(waiting.end().exitCode()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> state(approval).equals("WITHDRAWN"));
        assertThat(builderos.run(project.root(), "approve", id(approval)).exitCode())
                .as("an answer that comes too late")
                .isNotZero();
        Journal journal = journal(approval);
        journal.assertSound();
        assertThat(journal.types()).contains("RunCancelled").doesNotContain("EffectCompleted");
    }

    private JsonNode startAndAwaitApproval(String pipeline) {
        waiting = builderos.start(project.root(), "run", pipeline, "--json");
        await().atMost(PATIENCE)
                .until(() -> !waiting.process().isAlive() || !pending().isEmpty());
        assertThat(pending()).as(waiting.out()).hasSize(1);
        return pending().path(0);
    }

    private JsonNode pending() {
        return builderos.api().get("/v1/approvals?state=PENDING").path("approvals");
    }

    private HttpResponse<String> answer(JsonNode approval, String digest) {
        return builderos
                .api()
                .send(
                        "POST",
                        "/v1/approvals/" + id(approval) + "/answers",
                        Map.of("answer", "APPROVE", "effectDigest", digest, "method", "test"));
    }

    private String state(JsonNode approval) {
        return builderos
                .api()
                .get("/v1/approvals/" + id(approval))
                .path("state")
                .asText();
    }

    private Journal journal(JsonNode approval) {
        return Journal.of(builderos.api(), approval.path("runId").asText());
    }

    private static String id(JsonNode approval) {
        return approval.path("id").asText();
    }
}
