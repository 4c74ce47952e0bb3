package dev.builderos.runner.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.CancelRun;
import dev.builderos.contracts.runner.PauseRun;
import dev.builderos.contracts.runner.ResumeChanges;
import dev.builderos.contracts.runner.ResumeRun;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.domain.Word;
import dev.builderos.runner.engine.FactCodec;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.store.IdleRuns;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.store.RunnerDatabase;
import dev.builderos.runner.store.SaidStore;
import dev.builderos.runner.store.Tombstones;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two runners over one database: what is said to either reaches the one that carries the run out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteerRunsTest {
    private static final Plan PLAN = IdleRuns.plan("", "{ id: work, run: \"true\" }");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Requester ANN = new Requester(IdleRuns.ORG, "ann", List.of());

    private final RunnerDatabase database = new RunnerDatabase();
    private final List<SteerRuns> started = new ArrayList<>();
    private Runner here;
    private Runner there;

    @BeforeEach
    void makeRunners() {
        here = new Runner("here");
        there = new Runner("there");
    }

    /** One that carries out what it is given. */
    private final class Runner implements RunActors {
        private final Map<RunId, RunActor> working = new ConcurrentHashMap<>();
        private final Journal journal;
        private final RunStore store;
        private final SaidStore said;
        private final SteerRuns steer;

        Runner(String name) {
            journal = new Journal(database.pool(), name, LEASE, () -> {});
            store = new RunStore(database.pool(), name, LEASE);
            said = new SaidStore(database.pool(), name);
            steer = new SteerRuns(this, new KnownRuns(this, store, new Tombstones(database.pool())), said);
        }

        RunActor admitted() {
            RunActor actor = IdleRuns.admitted(journal, PLAN, digest -> PLAN);
            working.put(actor.id(), actor);
            return actor;
        }

        void listens() {
            steer.start();
            started.add(steer);
        }

        @Override
        public Optional<RunActor> active(RunId id) {
            return Optional.ofNullable(working.get(id));
        }

        @Override
        public RunActor read(OrgId org, RunId id, Digest plan) {
            RunActor actor = IdleRuns.actor(id, 0, PLAN, digest -> PLAN, journal, IdleRuns.Silence.KEPT);
            actor.replay(store.facts(id, 0, 1_000).await().atMost(RunnerDatabase.BOUND), FactCodec::read);
            return actor;
        }
    }

    @AfterEach
    void stopListening() {
        started.forEach(SteerRuns::stop);
        started.clear();
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private List<String> said(RunId run) {
        return database.ask("select body from runner.said where run_id = $1::text::uuid order by id", run.value());
    }

    private List<String> facts(RunId run) {
        return database.ask("select type from runner.fact where run_id = $1::text::uuid order by seq", run.value());
    }

    @Test
    void whatIsSaidToAnotherRunnerIsDoneByTheOneThatHoldsTheRun() {
        RunId run = here.admitted().id();
        here.listens();

        assertThat(there.steer.pause(new PauseRun(ANN, run, "lunch")).state()).isEqualTo(RunState.PAUSED);
        assertThat(there.steer
                        .unpause(new ResumeRun(ANN, run, ResumeChanges.NONE, null))
                        .state())
                .isNotEqualTo(RunState.PAUSED);
        assertThat(there.steer.cancel(new CancelRun(ANN, run, "enough")).state().terminal())
                .isTrue();

        assertThat(facts(run)).containsSubsequence("RunPaused", "RunUnpaused", "RunCancelRequested");
        assertThat(said(run)).isEmpty();
    }

    @Test
    void whatIsSaidToARunNobodyCarriesOutIsKeptInOrderUntilSomebodyDoes() {
        RunActor actor = here.admitted();
        here.working.remove(actor.id());
        there.listens();

        there.steer.pause(new PauseRun(ANN, actor.id(), null));
        there.steer.unpause(new ResumeRun(ANN, actor.id(), ResumeChanges.NONE, null));
        assertThat(said(actor.id())).hasSize(2);
        assertThat(facts(actor.id())).doesNotContain("RunPaused");

        here.working.put(actor.id(), actor);
        here.listens();

        await().atMost(RunnerDatabase.BOUND).until(() -> said(actor.id()).isEmpty());
        assertThat(facts(actor.id())).containsSubsequence("RunPaused", "RunUnpaused");
    }

    @Test
    void whatIsSaidTwiceChangesNothing() {
        RunId run = here.admitted().id();
        here.listens();

        there.steer.pause(new PauseRun(ANN, run, null));
        there.steer.pause(new PauseRun(ANN, run, null));

        assertThat(facts(run)).containsOnlyOnce("RunPaused");
        assertThat(said(run)).isEmpty();
    }

    @Test
    void aRunThatIsOverIsToldNothing() {
        RunActor actor = here.admitted();
        there.listens();
        there.said
                .keep(actor.id(), "early", new Word.Cancel("ann", null))
                .await()
                .atMost(RunnerDatabase.BOUND);
        IdleRuns.close(actor);

        assertThat(there.said
                        .keep(actor.id(), "late", new Word.Cancel("ann", null))
                        .await()
                        .atMost(RunnerDatabase.BOUND))
                .isEmpty();
        there.said.removeLate().await().atMost(RunnerDatabase.BOUND);

        assertThat(said(actor.id())).isEmpty();
    }
}
