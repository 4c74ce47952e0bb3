package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.DeletedRun;
import dev.builderos.contracts.runner.ListRuns;
import dev.builderos.contracts.runner.SetAsideRun;
import dev.builderos.runner.engine.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs that cannot be read are told of, read again when people say so, and deleted as any other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SetAsideRunsTest {
    private static final Plan PLAN = IdleRuns.plan("", "{ id: work, run: \"true\" }");
    private static final Plan IN_GROUP = IdleRuns.plan("concurrency: { group: one }", "{ id: work, run: \"true\" }");

    private final RunnerDatabase database = new RunnerDatabase();
    private final Journal journal = new Journal(database.pool(), "here", Duration.ofMinutes(1), () -> {});
    private final RunStore store = new RunStore(database.pool(), "here", Duration.ofMinutes(1));
    private final Tombstones tombstones = new Tombstones(database.pool());

    @AfterAll
    void stop() {
        database.close();
    }

    @BeforeEach
    void closeAll() {
        database.change("update runner.run set closed = true, group_held = false where not closed");
    }

    private RunId run(Plan plan) {
        return IdleRuns.admitted(journal, plan).id();
    }

    private void setAside(RunId run) {
        store.quarantine(run, "the journal is broken").await().atMost(RunnerDatabase.BOUND);
    }

    private void damage(RunId run, String change) {
        database.change("update runner.run set " + change + " where id = $1", uuid(run));
    }

    private static UUID uuid(RunId run) {
        return UUID.fromString(run.value());
    }

    private RunStore.RunRow row(RunId run) {
        return store.find(IdleRuns.ORG, run)
                .await()
                .atMost(RunnerDatabase.BOUND)
                .orElseThrow();
    }

    private SetAsideRun told(RunId run) {
        assertThat(row(run)).isInstanceOf(RunStore.SetAside.class);
        return ((RunStore.SetAside) row(run)).run();
    }

    private List<RunId> page(@Nullable RunId before, int limit) {
        ListRuns query = new ListRuns(
                new Requester(IdleRuns.ORG, "ann", List.of()),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                before,
                limit,
                null);
        return store.list(query, limit).await().atMost(RunnerDatabase.BOUND).stream()
                .map(RunStore.RunRow::id)
                .toList();
    }

    private DeletedRun delete(RunId run) {
        return tombstones
                .forget(run, "ann", "damaged", List.of())
                .await()
                .atMost(RunnerDatabase.BOUND)
                .orElseThrow();
    }

    @Test
    void tellsWhyARunIsSetAsideAndWhatToDo() {
        RunId run = run(PLAN);
        long before = store.countSetAside(IdleRuns.ORG).await().atMost(RunnerDatabase.BOUND);

        setAside(run);

        SetAsideRun told = told(run);
        assertThat(told.reason()).isEqualTo("the journal is broken");
        assertThat(told.fix()).contains("builderos resume " + run, "builderos delete " + run);
        assertThat(told.pipeline()).isEqualTo("test");
        assertThat(store.countSetAside(IdleRuns.ORG).await().atMost(RunnerDatabase.BOUND))
                .isEqualTo(before + 1);
    }

    @Test
    void tellsOfARunWhoseRowCannotBeRead() {
        RunId run = run(PLAN);

        damage(run, "state = 'NONSENSE'");

        SetAsideRun told = told(run);
        assertThat(told.state()).isEqualTo("NONSENSE");
        assertThat(told.reason()).isEqualTo("a run is in no state `NONSENSE`");
        assertThat(told.fix()).contains("builderos delete " + run).doesNotContain("resume");
    }

    @Test
    void listsEachRunOnceThoughAPageEndsWithOneThatCannotBeRead() {
        List<RunId> runs = List.of(run(PLAN), run(PLAN), run(PLAN));
        damage(runs.get(1), "state = 'NONSENSE'");
        setAside(runs.get(0));

        List<RunId> listed = new ArrayList<>();
        for (RunId last = null; listed.size() < runs.size(); last = listed.getLast()) {
            listed.addAll(page(last, 1));
        }

        assertThat(listed).containsExactlyElementsOf(runs.reversed());
    }

    @Test
    void deletesARunThatIsSetAsideHoweverDamagedItIs() {
        RunId run = run(PLAN);
        database.change(
                "insert into runner.fact (run_id, seq, epoch, at, type, body, prev, hash)"
                        + " values ($1, 9, 1, now(), 'ReceiptIssued', '{\"digest\":', 'x', 'no hash')",
                uuid(run));
        damage(run, "state = 'NONSENSE', project = 'NO PROJECT!'");
        setAside(run);

        DeletedRun deleted = delete(run);

        assertThat(deleted.facts()).isEqualTo(9);
        assertThat(deleted.project()).isEqualTo("NO PROJECT!");
        assertThat(deleted.receipt()).isNull();
        assertThat(store.find(IdleRuns.ORG, run).await().atMost(RunnerDatabase.BOUND))
                .isEmpty();
        assertThat(tombstones.find(IdleRuns.ORG, run).await().atMost(RunnerDatabase.BOUND))
                .contains(deleted);
    }

    @Test
    void deletesARunThatNeverHadAFact() {
        RunId run = new RunId(UUID.randomUUID().toString());
        database.change(
                "insert into runner.run (id, org, project, pipeline, requested_by, plan, state, seq, closed, admitted_at,"
                        + " owner, epoch, lease_expires_at, quarantined)"
                        + " select $1, 'acme', 'hello', 'test', 'nobody', plan, 'RUNNING', 1, false, now(), 'nobody', 1,"
                        + " now(), 'its journal is empty' from runner.run where id = $2",
                uuid(run),
                uuid(run(PLAN)));

        assertThat(delete(run).facts()).isZero();
    }

    @Test
    void keepsARunThatGoesOn() {
        RunId run = run(PLAN);

        assertThat(tombstones.forget(run, "ann", "a mistake", List.of()).await().atMost(RunnerDatabase.BOUND))
                .isEmpty();
    }

    @Test
    void readsARunAgainThatWasSetAside() {
        RunId run = run(PLAN);
        setAside(run);

        assertThat(store.readAgain(IdleRuns.ORG, run).await().atMost(RunnerDatabase.BOUND))
                .isTrue();

        assertThat(row(run)).isInstanceOf(RunStore.StoredRun.class);
        assertThat(store.claim(10).await().atMost(RunnerDatabase.BOUND).runs())
                .extracting(RunStore.Claimed::runId)
                .containsExactly(run);
    }

    @Test
    void leavesARunSetAsideWhileAnotherHasItsGroup() {
        RunId damaged = run(IN_GROUP);
        setAside(damaged);
        run(IN_GROUP);

        assertThat(store.readAgain(IdleRuns.ORG, damaged).await().atMost(RunnerDatabase.BOUND))
                .isFalse();

        assertThat(row(damaged)).isInstanceOf(RunStore.SetAside.class);
    }

    @Test
    void readsNoRunAgainThatIsNotSetAside() {
        RunId run = run(PLAN);

        store.readAgain(IdleRuns.ORG, run).await().atMost(RunnerDatabase.BOUND);

        assertThat(store.claim(10).await().atMost(RunnerDatabase.BOUND).runs())
                .as("its lease stays")
                .isEmpty();
    }
}
