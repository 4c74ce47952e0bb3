package dev.builderos.runner.usecase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.receipts.Envelope;
import dev.builderos.receipts.ReceiptStatement;
import dev.builderos.receipts.SealedFile;
import dev.builderos.receipts.SigningKey;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.store.IdleRuns;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs as another server would send them: signed by its key, with one step that leaves an artifact and a log.
 *
 * @param shown the key in the receipt file, which is that of the signature unless a test says otherwise
 */
record SentRuns(
        RunId run,
        List<FactRecord> journal,
        List<byte[]> contents,
        String artifact,
        @Nullable String log,
        Envelope envelope,
        SigningKey key,
        SigningKey shown) {
    static final Plan PLAN = IdleRuns.plan("", "{ id: work, run: \"true\" }");

    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
    private static final StepId WORK = new StepId("work");

    /** A run that went well. */
    static SentRuns succeeded(String log) {
        return of(IdleRuns.nextId(), START, log, facts(log));
    }

    /** A run that began at this time. */
    static SentRuns at(Instant start) {
        return of(IdleRuns.nextId(), start, null, List.of(new Fact.RunFailed(null, "it is over")));
    }

    /** Another history under an id. */
    static SentRuns failed(RunId run) {
        return of(run, START.plusSeconds(5), null, List.of(new Fact.RunFailed(null, "it is over")));
    }

    /** Chained and signed as it should be, but no run goes like this. */
    static SentRuns startedTwice() {
        return of(
                IdleRuns.nextId(),
                START,
                null,
                List.of(
                        new Fact.RunStarted("branch", "commit"),
                        new Fact.RunStarted("branch", "commit"),
                        new Fact.RunFailed(null, "it is over")));
    }

    /** A fact lacks what every version writes. */
    static SentRuns withoutStep() {
        RunId run = IdleRuns.nextId();
        List<FactRecord> journal = new ArrayList<>();
        add(journal, START, admitted(run));
        add(journal, START, new Fact.RunStarted("branch", "commit"));
        add(journal, START, "StepTimedOut", new ObjectMapper().createObjectNode());
        add(journal, START, new Fact.RunFailed(null, "it is over"));
        SigningKey key = SigningKey.generate();
        return new SentRuns(
                run, journal, List.of(CanonicalJson.bytes(PLAN)), "", null, issue(run, journal, key), key, key);
    }

    private static List<Fact> facts(String log) {
        Digest artifact = Digest.of("an artifact");
        long lines = log.lines().count();
        return List.of(
                new Fact.RunStarted("branch", "commit"),
                new Fact.StepStarted(WORK, 1, Digest.of("key"), "tree", Map.of()),
                new Fact.StepSucceeded(
                        WORK,
                        1,
                        Map.of(),
                        List.of(new Fact.StepSucceeded.Artifact("said.txt", artifact, 11)),
                        "commit",
                        "tree",
                        lines,
                        Digest.of(log)),
                new Fact.RunSucceeded("commit"));
    }

    private static SentRuns of(RunId run, Instant start, @Nullable String log, List<Fact> facts) {
        List<FactRecord> journal = new ArrayList<>();
        add(journal, start, admitted(run));
        facts.forEach(fact -> add(journal, START, fact));
        SigningKey key = SigningKey.generate();
        Envelope envelope = issue(run, journal, key);
        String artifact = "an artifact";
        byte[] content = artifact.getBytes(StandardCharsets.UTF_8);
        return new SentRuns(
                run, journal, List.of(CanonicalJson.bytes(PLAN), content), artifact, log, envelope, key, key);
    }

    private static Fact.RunAdmitted admitted(RunId run) {
        return new Fact.RunAdmitted(
                run,
                IdleRuns.ORG,
                IdleRuns.PROJECT,
                PLAN.root(),
                PLAN.pipeline(),
                PLAN.version(),
                PLAN.path(),
                new Requester(IdleRuns.ORG, "bob", List.of()),
                Digest.of("snapshot"),
                IdleRuns.digest(PLAN),
                PLAN.policyDigest(),
                PLAN.inputs(),
                new RunOptions("bubblewrap", null, false),
                List.of());
    }

    private static Envelope issue(RunId run, List<FactRecord> journal, SigningKey key) {
        Envelope envelope = ReceiptStatement.of(run, journal).sign(key);
        add(
                journal,
                START,
                new Fact.ReceiptIssued(envelope.digest(), key.verifyingKey().keyId()));
        return envelope;
    }

    private static void add(List<FactRecord> journal, Instant at, Fact fact) {
        add(journal, at, fact.type(), fact.body());
    }

    private static void add(List<FactRecord> journal, Instant at, String type, JsonNode body) {
        Digest before =
                journal.isEmpty() ? FactRecord.GENESIS : journal.getLast().hash();
        journal.add(FactRecord.chained(journal.size() + 1L, at, type, 1, body, before));
    }

    byte[] receipt() {
        return new SealedFile.ReceiptFile(envelope, shown.verifyingKey(), journal).bytes();
    }

    /** The same run after it was taken up again and failed; its receipt before comes along as a content. */
    SentRuns reopened() {
        List<FactRecord> longer = new ArrayList<>(journal);
        Digest plan = IdleRuns.digest(PLAN);
        add(
                longer,
                START,
                new Fact.RunReopened(
                        "bob",
                        plan,
                        PLAN.version(),
                        Digest.of("snapshot"),
                        PLAN.policyDigest(),
                        Map.of(),
                        null,
                        List.of(),
                        null,
                        List.of()));
        add(longer, START, new Fact.RunFailed(null, "it is over again"));
        Envelope newer = issue(run, longer, key);
        List<byte[]> more = new ArrayList<>(contents);
        more.add(envelope.text().getBytes(StandardCharsets.UTF_8));
        return new SentRuns(run, longer, more, artifact, log, newer, key, key);
    }

    SentRuns with(int index, FactRecord other) {
        List<FactRecord> changed = new ArrayList<>(journal);
        changed.set(index, other);
        return copy(run, changed, shown);
    }

    SentRuns without(int index) {
        List<FactRecord> changed = new ArrayList<>(journal);
        changed.remove(index);
        return copy(run, changed, shown);
    }

    SentRuns withoutEnd() {
        return copy(run, journal.subList(0, journal.size() - 1), shown);
    }

    SentRuns chainedAnewFrom(int index) {
        List<FactRecord> anew = new ArrayList<>(journal.subList(0, index));
        journal.subList(index, journal.size())
                .forEach(fact -> add(anew, fact.at().plusSeconds(1), fact.type(), fact.body()));
        return copy(run, anew, shown);
    }

    SentRuns shownWith(SigningKey other) {
        return copy(run, journal, other);
    }

    SentRuns as(RunId other) {
        return copy(other, journal, shown);
    }

    private SentRuns copy(RunId as, List<FactRecord> facts, SigningKey shownKey) {
        return new SentRuns(as, facts, contents, artifact, log, envelope, key, shownKey);
    }
}
