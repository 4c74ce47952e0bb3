package dev.builderos.receipts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.receipts.SealedFile.ReceiptFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes journals fact by fact, one second apart. */
final class JournalFixture {
    static final RunId RUN = new RunId("0199f3c2-7a10-7c4e-9b1f-3a2d5c6b7e80");
    static final String COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";
    static final String BASE = "1f7a7a472abf3dd9643fd615f6da379c4acb3e3a";
    static final byte[] PLAN = "# Plan\n\nAdd GET /health.\n".getBytes(StandardCharsets.UTF_8);

    static final Effect WRITE = new Effect(
            "fs.write",
            "builder",
            null,
            Map.of("path", "plan.md", "content_digest", Digest.of(PLAN).value(), "bytes", 26));
    static final Effect SECRET = new Effect("fs.read", "builder", null, Map.of("path", ".env"));
    static final Effect RELEASE = new Effect(
            "deploy.release",
            "pipeline",
            "prod",
            Map.of("release", "r-1", "commit", COMMIT, "command", "java src/Main.java"));

    private static final Instant BEGIN = Instant.parse("2026-11-22T09:00:00Z");
    private static final Digest POLICY = Digest.of("policy");

    private final List<FactRecord> facts = new ArrayList<>();

    /** A run that planned, was denied one read, was approved one release, and succeeded. */
    static final String DIFF = "--- a/src/Main.java\n";

    static final Map<String, Object> PROMPT =
            Map.of("name", "builder/plan", "version", "1.0.0", "digest", Digest.of("the prompt"));

    static JournalFixture succeeded() {
        JournalFixture journal = new JournalFixture().admitted("bubblewrap");
        journal.add("RunStarted", Map.of("branch", "builderos/add-health", "baseCommit", BASE));
        journal.startStep("plan", 1);
        journal.add(
                "ModelAnswered",
                Map.of(
                        "step",
                        "plan",
                        "attempt",
                        1,
                        "turn",
                        1,
                        "model",
                        "script:add-health",
                        "requestDigest",
                        Digest.of("q"),
                        "answerDigest",
                        Digest.of("a"),
                        "inputTokens",
                        10,
                        "outputTokens",
                        20,
                        "text",
                        "Here is the plan.",
                        "calls",
                        List.of()));
        journal.called("plan", "c1", SECRET).decided("plan", "c1", SECRET, "DENY");
        journal.called("plan", "c2", WRITE)
                .decided("plan", "c2", WRITE, "ALLOW")
                .completed("plan", "c2", WRITE);
        journal.add(
                "StepSucceeded",
                Map.of(
                        "step",
                        "plan",
                        "attempt",
                        1,
                        "outputs",
                        Map.of("summary", "health"),
                        "artifacts",
                        List.of(Map.of("name", "plan.md", "digest", Digest.of(PLAN), "bytes", PLAN.length)),
                        "commit",
                        COMMIT,
                        "tree",
                        "t1",
                        "logLines",
                        3,
                        "logDigest",
                        Digest.of("log")));
        journal.startStep("release", 1);
        journal.called("release", "c3", RELEASE).decided("release", "c3", RELEASE, "ASK");
        journal.requested("release", "c3", "ap-1", RELEASE, 1, List.of());
        journal.granted("release", "c3", "ap-1", RELEASE, "ana");
        journal.intended("release", "c3", RELEASE).completed("release", "c3", RELEASE);
        journal.add(
                "StepSucceeded",
                Map.of("step", "release", "attempt", 1, "outputs", Map.of(), "artifacts", List.of(), "logLines", 0));
        return journal.add("RunSucceeded", Map.of("headCommit", COMMIT));
    }

    /** A run that wrote one file and was given up: few bytes, and yet something of each check. */
    static JournalFixture small() {
        JournalFixture journal = new JournalFixture().admitted("bubblewrap");
        journal.called("plan", "c1", WRITE)
                .decided("plan", "c1", WRITE, "ALLOW")
                .completed("plan", "c1", WRITE);
        return journal.add("RunCancelled", Map.of("reason", "enough"));
    }

    JournalFixture admitted(String sandbox) {
        return admitted(sandbox, "maria");
    }

    JournalFixture admitted(String sandbox, String requester) {
        ObjectNode body = object(Map.of(
                "requester", Map.of("org", "local", "id", requester, "roles", List.of("Owner")),
                "inputs", Map.of("task", "add GET /health"),
                "options", Map.of("sandbox", sandbox, "allowDirty", false),
                "steps",
                        List.of(
                                Map.of("id", "plan", "kind", "agent", "needs", List.of(), "prompt", PROMPT),
                                Map.of("id", "release", "kind", "action", "needs", List.of("plan")),
                                Map.of("id", "watch", "kind", "action"))));
        return chain(
                "RunAdmitted",
                body.put("org", "local")
                        .put("project", "hello-service")
                        .put("root", "/home/ana/hello-service")
                        .put("pipeline", "feature")
                        .put("pipelineVersion", "1.0.0")
                        .put("pipelinePath", "ship/feature.yaml")
                        .put("snapshot", Digest.of("snapshot").value())
                        .put("planDigest", Digest.of("planned").value())
                        .put("policyDigest", POLICY.value()));
    }

    JournalFixture startStep(String step, int attempt) {
        return add(
                "StepStarted", Map.of("step", step, "attempt", attempt, "contentKey", Digest.of(step), "tree", "t0"));
    }

    JournalFixture called(String step, String call, Effect effect) {
        return about("ToolCalled", step, call, effect, Map.of("effect", effect, "summary", effect.tool()));
    }

    JournalFixture decided(String step, String call, Effect effect, String verdict) {
        return about(
                "PolicyDecided",
                step,
                call,
                effect,
                Map.of("verdict", verdict, "ruleId", "rule", "policyDigest", POLICY, "sentence", "because"));
    }

    JournalFixture requested(
            String step, String call, String approval, Effect effect, int approvals, List<String> not) {
        return about(
                "ApprovalRequested",
                step,
                call,
                effect,
                Map.of(
                        "approvalId",
                        approval,
                        "requirement",
                        Map.of("approvals", approvals, "from", List.of("Owner"), "not", not, "expires", "PT24H"),
                        "card",
                        Map.of("title", "release hello to prod", "diff", DIFF)));
    }

    JournalFixture granted(String step, String call, String approval, Effect effect, String... people) {
        List<Map<String, Object>> answers = new ArrayList<>();
        for (String person : people) {
            answers.add(Map.of("by", person, "answer", "APPROVE", "method", "cli --yes", "at", BEGIN));
        }
        return about("ApprovalGranted", step, call, effect, Map.of("approvalId", approval, "answers", answers));
    }

    JournalFixture intended(String step, String call, Effect effect) {
        return about("EffectIntended", step, call, effect, Map.of("idempotencyKey", "k-" + call));
    }

    JournalFixture completed(String step, String call, Effect effect) {
        return completed(step, call, effect, false);
    }

    JournalFixture completed(String step, String call, Effect effect, boolean recovered) {
        return about(
                "EffectCompleted",
                step,
                call,
                effect,
                Map.of("ok", true, "summary", "done", "outputs", Map.of(), "recovered", recovered));
    }

    /** The result of {@code call} is that on record. */
    JournalFixture replayed(String step, String call, Effect effect) {
        return about("EffectReplayed", step, call, effect, Map.of("ok", true, "summary", "done", "outputs", Map.of()));
    }

    /** What {@code call} is about was done before, by an effect of the same digest. */
    JournalFixture reused(String step, String call, Effect effect, String approval) {
        return about(
                "EffectReused",
                step,
                call,
                effect,
                Map.of("doneDigest", effect.digest(), "approvalId", approval, "summary", "done", "outputs", Map.of()));
    }

    /** The run goes on with another plan, which has no step {@code watch}. */
    JournalFixture reopened(String... kept) {
        return add(
                "RunReopened",
                Map.of(
                        "by",
                        "maria",
                        "planDigest",
                        Digest.of("other plan"),
                        "pipelineVersion",
                        "1.1.0",
                        "snapshot",
                        Digest.of("other files"),
                        "policyDigest",
                        POLICY,
                        "inputs",
                        Map.of("task", "add GET /ready"),
                        "model",
                        "script:other",
                        "kept",
                        List.of(kept),
                        "steps",
                        List.of(
                                Map.of("id", "plan", "kind", "agent", "prompt", "builder/plan@1.1.0"),
                                Map.of("id", "release", "kind", "action"))));
    }

    private JournalFixture about(String type, String step, String call, Effect effect, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.putAll(Map.of("step", step, "attempt", 1, "callId", call, "effectDigest", effect.digest()));
        return add(type, body);
    }

    JournalFixture add(String type, Map<String, Object> body) {
        return chain(type, object(body));
    }

    private JournalFixture chain(String type, ObjectNode body) {
        facts.add(FactRecord.chained(
                facts.size() + 1L,
                BEGIN.plusSeconds(facts.size()),
                type,
                1,
                body,
                facts.isEmpty() ? FactRecord.GENESIS : facts.getLast().hash()));
        return this;
    }

    List<FactRecord> facts() {
        return List.copyOf(facts);
    }

    /** The receipt file of this journal, with {@code ReceiptIssued} at its end. */
    ReceiptFile receipt(SigningKey key) {
        Envelope envelope = ReceiptStatement.of(RUN, facts).sign(key);
        add("ReceiptIssued", Map.of("digest", envelope.digest(), "keyId", envelope.keyId()));
        return new ReceiptFile(envelope, key.verifyingKey(), facts);
    }

    /** The same facts with one changed and the chain made again from there on, as a forger would. */
    static List<FactRecord> forged(List<FactRecord> facts, int index, UnaryOperator<ObjectNode> change) {
        JournalFixture forged = new JournalFixture();
        for (int i = 0; i < facts.size(); i++) {
            ObjectNode body = facts.get(i).body().deepCopy();
            forged.chain(facts.get(i).type(), i == index ? change.apply(body) : body);
        }
        return forged.facts();
    }

    private static ObjectNode object(Map<String, Object> fields) {
        // through text, as every journal comes: numbers get the types a reader gives them
        return ContractJson.read(ContractJson.write(fields), ObjectNode.class);
    }
}
