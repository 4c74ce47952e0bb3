package dev.builderos.runner.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.RunId;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.store.BlobStore;
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
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Plans go with the last run that names them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeftoversTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final RunnerDatabase database = new RunnerDatabase();
    private final Journal journal = new Journal(database.pool(), "here", LEASE, () -> {});
    private final RunStore store = new RunStore(database.pool(), "here", LEASE);
    private final Tombstones tombstones = new Tombstones(database.pool());

    @TempDir
    private Path home;

    private Leftovers leftovers;
    private int plans;

    @AfterAll
    void stop() {
        database.close();
    }

    @BeforeEach
    void look() {
        BlobStore blobs = new FileBlobStore(home.resolve("artifacts"));
        leftovers = new Leftovers(
                tombstones,
                blobs,
                new LogStore(home.resolve("logs"), blobs),
                new IncomingStore(database.pool()),
                Clock.systemUTC());
    }

    /** A plan that no other test has. */
    private Plan plan() {
        return IdleRuns.plan("", "{ id: work, run: \"echo " + plans++ + "\" }");
    }

    private RunActor closed(Plan plan) {
        RunActor run = IdleRuns.admitted(journal, plan);
        IdleRuns.close(run);
        return run;
    }

    private void delete(RunId run) {
        assertThat(tombstones.forget(run, "ann", "a test", List.of()).await().atMost(RunnerDatabase.BOUND))
                .isPresent();
    }

    /** All plans were kept long ago. */
    private void age() {
        database.change("update runner.plan set kept_at = now() - interval '2 hours'");
    }

    private void keep(Plan plan) {
        String json = new String(CanonicalJson.bytes(plan), StandardCharsets.UTF_8);
        store.keepPlan(IdleRuns.digest(plan), json).await().atMost(RunnerDatabase.BOUND);
    }

    private boolean isKept(Plan plan) {
        return !database.ask(
                        "select digest from runner.plan where digest = $1",
                        IdleRuns.digest(plan).value())
                .isEmpty();
    }

    @Test
    void aPlanGoesWithTheLastRunThatHasIt() {
        Plan plan = plan();
        RunId one = closed(plan).id();
        RunId other = closed(plan).id();
        age();
        delete(one);
        leftovers.sweep();
        assertThat(isKept(plan)).as("the plan of the other run").isTrue();

        delete(other);
        leftovers.sweep();

        assertThat(isKept(plan)).isFalse();
        assertThat(tombstones.leftovers(100).await().atMost(RunnerDatabase.BOUND))
                .isEmpty();
    }

    @Test
    void aPlanThatAnotherRunWasReopenedWithStays() {
        Plan plan = plan();
        RunId deleted = closed(plan).id();
        RunActor reopened = IdleRuns.admitted(journal, plan(), digest -> plan);
        IdleRuns.close(reopened);
        IdleRuns.reopen(reopened, IdleRuns.digest(plan));
        IdleRuns.close(reopened);
        age();

        delete(deleted);
        leftovers.sweep();
        assertThat(isKept(plan)).as("the plan the other run was reopened with").isTrue();

        delete(reopened.id());
        leftovers.sweep();
        assertThat(isKept(plan)).isFalse();
    }

    @Test
    void aPlanThatWasJustKeptForARunIsLookedAtLater() {
        Plan plan = plan();
        RunId deleted = closed(plan).id();
        age();
        keep(plan);
        delete(deleted);

        leftovers.sweep();
        assertThat(isKept(plan)).isTrue();

        age();
        leftovers.sweep();
        assertThat(isKept(plan)).isFalse();
    }

    @Test
    void thePlanOfARunWithoutAReadableJournalStaysAsLongAsTheRun() {
        Plan plan = plan();
        RunId readable = closed(plan).id();
        RunId damaged = IdleRuns.nextId();
        database.change(
                "insert into runner.run (id, org, project, pipeline, requested_by, plan, state, seq, closed, admitted_at,"
                        + " owner, epoch, lease_expires_at, quarantined)"
                        + " values ($1, 'acme', 'hello', 'test', 'nobody', $2, 'RUNNING', 1, false, now(), 'nobody', 1,"
                        + " now(), 'its journal is empty')",
                UUID.fromString(damaged.value()),
                IdleRuns.digest(plan).value());
        age();
        delete(readable);
        leftovers.sweep();
        assertThat(isKept(plan)).as("the plan of the damaged run").isTrue();

        delete(damaged);
        leftovers.sweep();

        assertThat(isKept(plan)).isFalse();
    }

    @Test
    void aRunWhosePlanIsGoneStoresItAgain() {
        Plan plan = plan();
        delete(closed(plan).id());
        age();
        leftovers.sweep();
        assertThat(isKept(plan)).isFalse();

        RunActor again = IdleRuns.admitted(journal, plan);

        assertThat(isKept(plan)).isTrue();
        IdleRuns.close(again);
    }
}
