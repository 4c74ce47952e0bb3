package dev.builderos.runner.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.FactCodec;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.store.IdleRuns;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.store.RunnerDatabase;
import dev.builderos.runner.store.Tombstones;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whoever asks about a run gets one of their own org, as it stands, or is told why not. */
class KnownRunsTest {
    private static final Plan PLAN = IdleRuns.plan("", "{ id: work, run: \"true\" }");
    private static final OrgId OTHER = new OrgId("other");
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final RunnerDatabase DATABASE = new RunnerDatabase();

    private final Journal journal = new Journal(DATABASE.pool(), "here", LEASE, () -> {});
    private final RunStore store = new RunStore(DATABASE.pool(), "here", LEASE);
    private final Tombstones tombstones = new Tombstones(DATABASE.pool());

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    /** The runs that work here, and journals as they are read. */
    private final class Actors implements RunActors {
        private final Map<RunId, RunActor> working = new HashMap<>();
        private final List<RunId> read = new ArrayList<>();

        @Override
        public Optional<RunActor> active(RunId id) {
            return Optional.ofNullable(working.get(id));
        }

        @Override
        public RunActor read(OrgId org, RunId id, Digest plan) {
            read.add(id);
            RunActor actor = IdleRuns.actor(id, 0, PLAN, digest -> PLAN, journal, IdleRuns.Silence.KEPT);
            actor.replay(store.facts(id, 0, 1_000).await().atMost(RunnerDatabase.BOUND), FactCodec::read);
            return actor;
        }
    }

    private final Actors actors = new Actors();
    private final KnownRuns known = new KnownRuns(actors, store, tombstones);

    private RunActor admitted() {
        return IdleRuns.admitted(journal, PLAN, digest -> PLAN);
    }

    private RunActor closed() {
        RunActor run = admitted();
        IdleRuns.close(run);
        return run;
    }

    private RunStore.StoredRun stored(RunActor run) {
        return known.stored(IdleRuns.ORG, run.id());
    }

    private void change(RunId run, String change) {
        DATABASE.change("update runner.run set " + change + " where id = $1", UUID.fromString(run.value()));
    }

    private static ContractError refusal(ThrowingCallable asked) {
        return catchThrowableOfType(ContractException.class, asked).error();
    }

    @Test
    void aRunOfAnotherOrgIsNoneThoughItWorksHere() {
        RunActor run = admitted();
        actors.working.put(run.id(), run);

        for (ThrowingCallable asked : List.<ThrowingCallable>of(
                () -> known.row(OTHER, run.id()),
                () -> known.stored(OTHER, run.id()),
                () -> known.actor(OTHER, run.id()))) {
            ContractError error = refusal(asked);
            assertThat(error.code()).isEqualTo("run.unknown");
            assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND);
        }
        assertThat(known.actor(IdleRuns.ORG, run.id())).isSameAs(run);
    }

    @Test
    void aDeletedRunIsGoneAndStillOnlyItsOrgIsTold() {
        RunActor run = closed();
        tombstones
                .forget(run.id(), "ann", "no longer needed", List.of())
                .await()
                .atMost(RunnerDatabase.BOUND);

        ContractError error = refusal(() -> known.stored(IdleRuns.ORG, run.id()));

        assertThat(error.code()).isEqualTo("run.deleted");
        assertThat(error.category()).isEqualTo(ErrorCategory.GONE);
        assertThat(error.message()).contains("by ann", "no longer needed", run.seq() + " facts");
        assertThat(refusal(() -> known.stored(OTHER, run.id())).code()).isEqualTo("run.unknown");
    }

    @Test
    void aRunThatIsSetAsideIsFoundButNotRead() {
        RunActor run = admitted();
        store.quarantine(run.id(), "the journal is broken").await().atMost(RunnerDatabase.BOUND);

        ContractError error = refusal(() -> known.actor(IdleRuns.ORG, run.id()));

        assertThat(error.code()).isEqualTo("run.set-aside");
        assertThat(error.message()).contains("the journal is broken");
        assertThat(known.row(IdleRuns.ORG, run.id())).isInstanceOf(RunStore.SetAside.class);
        assertThat(actors.read).isEmpty();
    }

    @Test
    void whatNeedsARunThatIsOverWaitsUntilItsReceiptIsThere() {
        RunActor run = admitted();
        assertThat(refusal(() -> KnownRuns.requireClosed(stored(run), "forked")).code())
                .isEqualTo("run.not-over");

        IdleRuns.end(run);
        assertThat(refusal(() -> KnownRuns.requireClosed(stored(run), "forked")))
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo("run.closing");
                    assertThat(error.category().retryable()).isTrue();
                });

        run.close(IdleRuns.receipt(run.id())).join();
        assertThatCode(() -> KnownRuns.requireClosed(stored(run), "forked")).doesNotThrowAnyException();
    }

    @Test
    void aReplayIsNoneOfItsOwn() {
        RunActor original = closed();
        RunActor replay = closed();
        change(replay.id(), "replay_of = '" + original.id() + "'");

        ContractError error = refusal(() -> KnownRuns.requireClosed(stored(replay), "forked"));

        assertThat(error.code()).isEqualTo("run.is-replay");
        assertThat(error.message()).contains(original.id().value());
    }

    @Test
    void theJournalOfARunThatIsOverIsReadOnceUntilItGrows() {
        RunActor run = closed();

        RunActor first = known.actor(IdleRuns.ORG, run.id());
        assertThat(known.actor(IdleRuns.ORG, run.id())).isSameAs(first);
        assertThat(actors.read).containsExactly(run.id());

        IdleRuns.reopen(run, IdleRuns.digest(PLAN));
        IdleRuns.close(run);
        assertThat(known.actor(IdleRuns.ORG, run.id()).seq())
                .isEqualTo(run.seq())
                .isGreaterThan(first.seq());
        assertThat(actors.read).containsExactly(run.id(), run.id());
    }

    @Test
    void theJournalOfARunThatGoesOnElsewhereIsReadEachTime() {
        RunActor run = admitted();

        known.actor(IdleRuns.ORG, run.id());
        known.actor(IdleRuns.ORG, run.id());

        assertThat(actors.read).containsExactly(run.id(), run.id());
    }

    @Test
    void ofManyRunsThatAreOverTheOneNobodyAskedForLongestIsReadAgain() {
        List<RunActor> runs =
                Stream.generate(this::closed).limit(KnownRuns.REMEMBERED + 1).toList();
        runs.forEach(run -> known.actor(IdleRuns.ORG, run.id()));
        actors.read.clear();

        known.actor(IdleRuns.ORG, runs.getLast().id());
        known.actor(IdleRuns.ORG, runs.getFirst().id());

        assertThat(actors.read).containsExactly(runs.getFirst().id());
    }
}
