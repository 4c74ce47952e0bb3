package dev.builderos.runner.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.runner.remote.BringRun;
import dev.builderos.contracts.runner.remote.BroughtLog;
import dev.builderos.contracts.runner.remote.JoinContent;
import dev.builderos.contracts.runner.remote.PutContent;
import dev.builderos.contracts.runner.remote.RunBrought;
import dev.builderos.receipts.SigningKey;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.FactCodec;
import dev.builderos.runner.engine.PlanSource;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.BroughtStore;
import dev.builderos.runner.store.FileBlobStore;
import dev.builderos.runner.store.IdleRuns;
import dev.builderos.runner.store.IncomingStore;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.LogStore;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.store.RunnerDatabase;
import dev.builderos.runner.store.Tombstones;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A run that another server carried out is taken whole, after all of it was checked, or not at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BringRunsTest {
    private static final OrgId ORG = new OrgId("team");
    private static final OrgId OTHER = new OrgId("others");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final StepId WORK = new StepId("work");
    private static final String LOG = "1\t1000\tout\thello\n2\t1001\terr\tworld\n";

    private final RunnerDatabase database = new RunnerDatabase();
    private final RunStore store = new RunStore(database.pool(), "here", LEASE);
    private final Tombstones tombstones = new Tombstones(database.pool());
    private final Journal journal = new Journal(database.pool(), "here", LEASE, () -> {});
    private final IncomingStore incoming = new IncomingStore(database.pool());

    @TempDir
    private Path home;

    private BlobStore blobs;
    private LogStore logs;
    private IncomingContents contents;
    private BringRuns runs;

    /** Journals as they are read; nobody works here. */
    private final class Readers implements RunActors {
        @Override
        public Optional<RunActor> active(RunId id) {
            return Optional.empty();
        }

        @Override
        public RunActor read(OrgId org, RunId id, Digest plan) {
            RunActor actor = IdleRuns.actor(id, 0, SentRuns.PLAN, PlanSource.NONE, journal, IdleRuns.Silence.KEPT);
            actor.replay(store.journal(id, RunnerDatabase.BOUND), FactCodec::read);
            return actor;
        }
    }

    @BeforeEach
    void open() {
        blobs = new FileBlobStore(home.resolve("artifacts"));
        logs = new LogStore(home.resolve("logs"), blobs);
        contents = new IncomingContents(incoming, blobs);
        KnownRuns known = new KnownRuns(new Readers(), store, tombstones);
        runs = new BringRuns(
                known,
                new RunContents(known, store, blobs),
                new BroughtStore(database.pool(), () -> {}),
                blobs,
                logs,
                act -> Envelope.of(AuditContracts.RECORD_ACT, act.org(), "all", act, Clock.systemUTC()),
                Clock.systemUTC());
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private static Requester ann(OrgId org) {
        return new Requester(org, "ann", List.of());
    }

    private Digest put(OrgId org, byte[] bytes) {
        return contents.put(new PutContent(
                        ann(org), Digest.of(bytes), Base64.getEncoder().encodeToString(bytes)))
                .digest();
    }

    /** Sends all that a run names, and has it taken. */
    private RunBrought bring(OrgId org, SentRuns sent) {
        sent.contents().forEach(content -> put(org, content));
        return ask(org, sent, sent.log());
    }

    private RunBrought ask(OrgId org, SentRuns sent, @Nullable String log) {
        return runs.bring(new BringRun(
                ann(org),
                sent.run(),
                put(org, sent.receipt()),
                log == null
                        ? List.of()
                        : List.of(new BroughtLog(WORK, put(org, log.getBytes(StandardCharsets.UTF_8)), false)),
                "a laptop"));
    }

    private ContractError refusal(SentRuns sent) {
        return catchThrowableOfType(ContractException.class, () -> bring(ORG, sent))
                .error();
    }

    private void assertNotThere(RunId run) {
        assertThat(database.ask("select id from runner.run where id = $1", uuid(run)))
                .isEmpty();
        assertThat(store.journal(run, RunnerDatabase.BOUND)).isEmpty();
    }

    private void assertKept(List<FactRecord> journal, RunId run) {
        assertThat(store.journal(run, RunnerDatabase.BOUND))
                .allMatch(FactRecord::intact)
                .extracting(FactRecord::hash)
                .containsExactlyElementsOf(
                        journal.stream().map(FactRecord::hash).toList());
    }

    private static UUID uuid(RunId run) {
        return UUID.fromString(run.value());
    }

    @Test
    void aRunIsTakenWithItsFactsReceiptAndLogsAndIsShownAsBrought() {
        SentRuns sent = SentRuns.succeeded(LOG);

        RunBrought brought = bring(ORG, sent);

        assertThat(brought.outcome()).isEqualTo(RunBrought.Outcome.TAKEN);
        assertThat(brought.run().brought().by()).isEqualTo("ann");
        assertThat(brought.run().brought().from()).isEqualTo("a laptop");
        assertThat(brought.run().facts()).isEqualTo(sent.journal().size());
        assertKept(sent.journal(), sent.run());
        assertThat(store.receipt(sent.run()).await().atMost(RunnerDatabase.BOUND))
                .contains(sent.envelope().text());
        assertThat(store.keyOf(sent.run()).await().atMost(RunnerDatabase.BOUND))
                .contains(sent.key().verifyingKey().base64());
        assertThat(logs.read(ORG, sent.run(), WORK, 0, 10).lines())
                .extracting(line -> line.n() + line.stream() + line.text())
                .containsExactly("1outhello", "2errworld");
        assertThat(database.ask(
                        "select convert_from(body, 'UTF8')::json ->> 'act' from runner.outbox where"
                                + " convert_from(body, 'UTF8') like $1",
                        "%" + sent.run() + "%"))
                .containsExactly("run.brought");
    }

    @Test
    void takingARunAgainChangesNothing() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(ORG, sent);
        List<String> before = database.ask("select r::text from runner.run r where id = $1", uuid(sent.run()));
        List<String> told = database.ask("select count(*) from runner.outbox");

        assertThat(bring(ORG, sent).outcome()).isEqualTo(RunBrought.Outcome.THERE);

        assertThat(database.ask("select r::text from runner.run r where id = $1", uuid(sent.run())))
                .isEqualTo(before);
        assertThat(database.ask("select count(*) from runner.outbox")).isEqualTo(told);
    }

    @Test
    void aBroughtRunNeverGoesOnHere() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(ORG, sent);
        RunStore.StoredRun stored = (RunStore.StoredRun)
                store.find(ORG, sent.run()).await().atMost(RunnerDatabase.BOUND).orElseThrow();

        assertThat(store.takeClosed(ORG, sent.run()).await().atMost(RunnerDatabase.BOUND))
                .isEmpty();
        assertThat(store.claim(100).await().atMost(RunnerDatabase.BOUND).runs())
                .extracting(RunStore.Claimed::runId)
                .doesNotContain(sent.run());
        assertThatThrownBy(
                        () -> database.change("update runner.run set closed = false where id = $1", uuid(sent.run())))
                .hasMessageContaining("run_brought_is_closed");
        assertThatThrownBy(() -> KnownRuns.requireOwn(stored, "resumed"))
                .hasMessageContaining("brought here from a laptop by ann");
    }

    // ---- what is refused

    @Test
    void theFirstFactThatWasChangedIsNamed() {
        SentRuns sent = SentRuns.succeeded(LOG);
        FactRecord was = sent.journal().get(1);

        ContractError error = refusal(sent.with(
                1,
                new FactRecord(
                        was.seq(),
                        was.at().plusSeconds(1),
                        was.type(),
                        was.epoch(),
                        was.body(),
                        was.prev(),
                        was.hash())));

        assertThat(error.code()).isEqualTo("run.unsound");
        assertThat(error.message()).contains("fact 2 (RunStarted): hash does not follow from fact 1");
        assertNotThere(sent.run());
    }

    @Test
    void aFactThatIsLeftOutIsMissed() {
        SentRuns sent = SentRuns.succeeded(LOG);

        assertThat(refusal(sent.without(2)).message()).contains("stands where fact 3 belongs");
        assertNotThere(sent.run());
    }

    @Test
    void aJournalThatWasChainedAnewIsNotTheOneThatWasSigned() {
        SentRuns sent = SentRuns.succeeded(LOG);

        ContractError error = refusal(sent.chainedAnewFrom(1));

        assertThat(error.message()).contains("another journal");
        assertNotThere(sent.run());
    }

    @Test
    void aReceiptHasTheSignatureOfTheKeyItNames() {
        SentRuns sent = SentRuns.succeeded(LOG);

        ContractError error = refusal(sent.shownWith(SigningKey.generate()));

        assertThat(error.message()).contains("signature names another key");
        assertNotThere(sent.run());
    }

    @Test
    void factsThatCannotFollowAreRefusedThoughTheyAreChainedAndSigned() {
        SentRuns sent = SentRuns.startedTwice();

        ContractError error = refusal(sent);

        assertThat(error.code()).isEqualTo("run.unsound");
        assertThat(error.message()).contains("fact 3 cannot stand there");
        assertNotThere(sent.run());
    }

    @Test
    void aFactThatLacksSomethingIsRefusedAndNoBugOfOurs() {
        SentRuns sent = SentRuns.withoutStep();

        ContractError error = refusal(sent);

        assertThat(error.code()).isEqualTo("run.unsound");
        assertNotThere(sent.run());
    }

    @Test
    void whatIsBroughtIsAsOldAsItIsHere() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(ORG, sent);
        database.change("update runner.run set ended_at = now() - interval '40 days' where id = $1", uuid(sent.run()));
        assertThat(tombstones.expired(30, null, 100).await().atMost(RunnerDatabase.BOUND))
                .doesNotContain(sent.run());

        database.change(
                "update runner.run set brought_at = now() - interval '31 days' where id = $1", uuid(sent.run()));

        assertThat(tombstones.expired(30, null, 100).await().atMost(RunnerDatabase.BOUND))
                .contains(sent.run());
    }

    @Test
    void onlyRunsThatAreOverAreTaken() {
        SentRuns sent = SentRuns.succeeded(LOG).withoutEnd();

        assertThat(refusal(sent).message()).contains("only runs that are over");
        assertNotThere(sent.run());
    }

    @Test
    void theJournalIsThatOfTheRunItIsSentAs() {
        SentRuns sent = SentRuns.succeeded(LOG).as(IdleRuns.nextId());

        assertThat(refusal(sent).message()).contains("another run");
        assertNotThere(sent.run());
    }

    @Test
    void aTimeThatCannotBeKeptAsItIsIsRefused() {
        SentRuns sent = SentRuns.at(Instant.parse("2026-11-30T10:00:00.000000001Z"));

        assertThat(refusal(sent).message()).contains("fact 1", "finer");
        assertNotThere(sent.run());
    }

    @Test
    void everyContentIsThereBeforeTheRunIs() {
        SentRuns sent = SentRuns.succeeded(LOG);
        sent.contents().stream()
                .filter(content -> !Digest.of(content).equals(Digest.of(sent.artifact())))
                .forEach(content -> put(ORG, content));

        ContractError error = catchThrowableOfType(ContractException.class, () -> ask(ORG, sent, sent.log()))
                .error();

        assertThat(error.code()).isEqualTo("run.incomplete");
        assertThat(error.message()).contains(Digest.of(sent.artifact()).abbreviated());
        assertNotThere(sent.run());
    }

    @Test
    void theLogIsTheOneTheJournalNames() {
        SentRuns sent = SentRuns.succeeded(LOG);
        sent.contents().forEach(content -> put(ORG, content));

        for (String wrong : new @Nullable String[] {
            LOG.replace("hello", "hullo"),
            LOG.substring(0, 17),
            "1\t1000\tout\thello\n3\t1001\terr\tworld\n",
            "nonsense",
            null
        }) {
            ContractError error = catchThrowableOfType(ContractException.class, () -> ask(ORG, sent, wrong))
                    .error();
            assertThat(error.code()).as(wrong).isEqualTo("run.unsound");
            assertThat(error.message()).as(wrong).contains("the log of `work`");
        }
        assertNotThere(sent.run());
    }

    // ---- what is here already

    @Test
    void aRunThatWentOnWhereItCameFromIsContinued() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(ORG, sent);
        SentRuns longer = sent.reopened();

        RunBrought brought = bring(ORG, longer);

        assertThat(brought.outcome()).isEqualTo(RunBrought.Outcome.CONTINUED);
        assertKept(longer.journal(), sent.run());
        assertThat(store.receipt(sent.run()).await().atMost(RunnerDatabase.BOUND))
                .contains(longer.envelope().text());
        assertThat(bring(ORG, sent).outcome()).as("the shorter one again").isEqualTo(RunBrought.Outcome.THERE);
        assertKept(longer.journal(), sent.run());
    }

    @Test
    void anotherHistoryIsShownAndOverwritesNothing() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(ORG, sent);
        SentRuns other = SentRuns.failed(sent.run());

        ContractError error = refusal(other);

        assertThat(error.code()).isEqualTo("run.conflict");
        assertThat(error.message()).contains("differs from fact 1 on");
        assertThat(error.problems())
                .anyMatch(it -> it.contains(sent.journal().getLast().hash().value()))
                .anyMatch(it -> it.contains(other.journal().getLast().hash().value()));
        assertKept(sent.journal(), sent.run());
    }

    @Test
    void aRunOfThisServerIsNotContinuedFromElsewhere() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(ORG, sent);
        database.change(
                "update runner.run set brought_by = null, brought_at = null, brought_from = null, brought_key = null"
                        + " where id = $1",
                uuid(sent.run()));

        ContractError error = refusal(sent.reopened());

        assertThat(error.code()).isEqualTo("run.conflict");
        assertThat(error.message()).contains("carried out here");
        assertKept(sent.journal(), sent.run());
    }

    @Test
    void aRunOfAnotherOrgIsNeitherTouchedNorTold() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(OTHER, sent);

        ContractError error = refusal(sent);

        assertThat(error.code()).isEqualTo("run.id-used");
        assertThat(error.message()).doesNotContain("others", "ann ", "laptop");
        assertThat(error.problems()).isEmpty();
        assertThat(store.find(ORG, sent.run()).await().atMost(RunnerDatabase.BOUND))
                .isEmpty();
        assertThat(logs.read(OTHER, sent.run(), WORK, 0, 10).lines()).hasSize(2);
    }

    @Test
    void aRunThatWasDeletedHereIsNotTakenAgain() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(ORG, sent);
        tombstones.forget(sent.run(), "ann", "no use", List.of()).await().atMost(RunnerDatabase.BOUND);

        assertThat(refusal(sent).code()).isEqualTo("run.deleted");
        assertNotThere(sent.run());
    }

    // ---- contents

    @Test
    void aContentIsKeptUnderItsOwnDigestOnly() {
        byte[] bytes = "some".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> contents.put(new PutContent(
                        ann(ORG), Digest.of("other"), Base64.getEncoder().encodeToString(bytes))))
                .hasMessageContaining("not of " + Digest.of("other").abbreviated());
        assertThat(blobs.size(ORG, Digest.of("other"))).isEmpty();
    }

    @Test
    void piecesMakeTheContentTheyAreSaidToMake() {
        Digest one = put(ORG, "one ".getBytes(StandardCharsets.UTF_8));
        Digest two = put(ORG, "two".getBytes(StandardCharsets.UTF_8));

        contents.join(new JoinContent(ann(ORG), Digest.of("one two"), List.of(one, two)));

        assertThat(blobs.read(ORG, Digest.of("one two"))).contains("one two".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> contents.join(new JoinContent(ann(ORG), Digest.of("one two"), List.of(two, one))))
                .hasMessageContaining("changed on its way");
        assertThatThrownBy(() -> contents.join(new JoinContent(ann(OTHER), Digest.of("one two"), List.of(one, two))))
                .as("pieces of another org")
                .hasMessageContaining("is not here");
    }

    @Test
    void whatNoRunNamesWithinADayGoesAgain() {
        SentRuns sent = SentRuns.succeeded(LOG);
        bring(ORG, sent);
        Digest useless = put(ORG, "nobody names this".getBytes(StandardCharsets.UTF_8));
        Digest artifact = put(ORG, sent.artifact().getBytes(StandardCharsets.UTF_8));
        Digest young = put(ORG, "nobody names this yet".getBytes(StandardCharsets.UTF_8));
        database.change(
                "update runner.incoming set sent_at = now() - interval '25 hours' where digest <> $1", young.value());
        Leftovers leftovers =
                new Leftovers(tombstones, blobs, logs, incoming, Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));

        leftovers.sweepIncoming();

        assertThat(blobs.size(ORG, useless)).isEmpty();
        assertThat(blobs.size(ORG, artifact)).isPresent();
        assertThat(blobs.size(ORG, young)).isPresent();
        assertThat(database.ask("select digest from runner.incoming where digest <> $1", young.value()))
                .isEmpty();
    }
}
