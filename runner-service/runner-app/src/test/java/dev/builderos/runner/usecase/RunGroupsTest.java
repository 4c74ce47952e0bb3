package dev.builderos.runner.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.Command;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanSource;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.GroupStore;
import dev.builderos.runner.store.IdleRuns;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunnerDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Concurrency groups of two runners over one database, in which no run does anything unless it is told to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunGroupsTest {
    private static final String WORK = "{ id: work, run: \"true\" }";
    private static final String NOTHING = "{ id: nothing, action: noop }";

    private final RunnerDatabase database = new RunnerDatabase();
    private final Pool pool = database.pool();
    private final List<Runner> runners = new ArrayList<>();

    @AfterEach
    void stopRunners() {
        runners.forEach(runner -> runner.groups.stop());
        runners.clear();
    }

    @AfterAll
    void stop() {
        database.close();
    }

    /** A runner whose runs open no workspace: that they were asked to is remembered. */
    private final class Runner implements RunActor.Listener {
        private final Journal journal;
        private final GroupStore store;
        private final RunGroups groups;
        private final Map<RunId, RunActor> actors = new ConcurrentHashMap<>();
        private final Map<RunId, CompletableFuture<Command>> opened = new ConcurrentHashMap<>();

        Runner(String name) {
            journal = new Journal(pool, name, Duration.ofMinutes(1), () -> {});
            store = new GroupStore(pool, name);
            groups = new RunGroups(store);
            runners.add(this);
        }

        void start() {
            groups.start(run -> Optional.ofNullable(actors.get(run)));
        }

        RunActor actor(Plan plan) {
            RunId id = IdleRuns.nextId();
            RunActor actor = IdleRuns.actor(id, 1, plan, PlanSource.NONE, journal, this);
            actors.put(id, actor);
            return actor;
        }

        RunActor admitted(Plan plan) {
            RunActor actor = actor(plan);
            actor.admit(IdleRuns.admission(actor), IdleRuns.birth(plan, null)).join();
            return actor;
        }

        RunActor queued(Plan plan) {
            RunActor actor = actor(plan);
            actor.admit(IdleRuns.admission(actor), new Fact.RunQueued("waits"), IdleRuns.birth(plan, null))
                    .join();
            return actor;
        }

        CompletableFuture<Command> opened(RunActor actor) {
            return opened.computeIfAbsent(actor.id(), id -> new CompletableFuture<>());
        }

        @Override
        public void carryOut(RunActor actor, Command command) {
            if (command instanceof Command.OpenWorkspace) {
                opened(actor).complete(command);
            }
        }

        @Override
        public RunActor.Receipt receipt(RunId run, List<FactRecord> journal) {
            return IdleRuns.receipt(run);
        }

        @Override
        public void lost(RunActor actor, Throwable why) {
            actors.remove(actor.id(), actor);
        }
    }

    private static Plan plan(String group, String head, String step) {
        return IdleRuns.plan("concurrency: { group: " + group + " }\n" + head, step);
    }

    private static Plan plan(String group) {
        return plan(group, "", WORK);
    }

    private static RunState state(RunActor actor) {
        return actor.read(RunFold::state);
    }

    private Optional<RunId> ahead(Runner runner, String group) {
        return runner.store.ahead(IdleRuns.ORG, IdleRuns.PROJECT, group).await().atMost(RunnerDatabase.BOUND);
    }

    @Test
    void admitsOneToAFreeGroupHoweverManyRunnersAdmitAtOnce() {
        List<Runner> two = List.of(new Runner("one"), new Runner("two"));
        Plan plan = plan("crowded");

        List<CompletableFuture<Void>> asked = IntStream.range(0, 40)
                .mapToObj(i -> {
                    RunActor actor = two.get(i % 2).actor(plan);
                    return actor.admit(IdleRuns.admission(actor), IdleRuns.birth(plan, null));
                })
                .toList();
        asked.forEach(each -> each.handle((done, refused) -> refused).join());

        assertThat(asked).filteredOn(each -> !each.isCompletedExceptionally()).hasSize(1);
    }

    @Test
    void admitsNobodyPastThoseThatWait() {
        Runner runner = new Runner("one");
        Plan plan = plan("orderly");
        RunActor holder = runner.admitted(plan);
        RunActor waits = runner.queued(plan);
        IdleRuns.end(holder);

        assertThatThrownBy(() -> runner.admitted(plan))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CommitRefused.class);
        assertThat(ahead(runner, "orderly")).contains(waits.id());
    }

    @Test
    void givesAGroupToTheNextThoughItIsAnotherRunners() throws Exception {
        Runner one = new Runner("one");
        Runner two = new Runner("two");
        RunActor holder = one.admitted(plan("passed-on"));
        RunActor low = two.queued(plan("passed-on", "priority: low", WORK));
        RunActor next = two.queued(plan("passed-on"));
        two.start();

        assertThat(two.opened(next)).isNotCompleted();
        IdleRuns.end(holder);

        two.opened(next).get(RunnerDatabase.BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(state(next)).isEqualTo(RunState.ADMITTED);
        assertThat(state(low)).isEqualTo(RunState.QUEUED);
    }

    @Test
    void queuesARunAgainThatIsReopenedBehindThoseThatWait() {
        Runner runner = new Runner("one");
        Plan plan = plan("reopened");
        RunActor reopened = runner.queued(plan);
        runner.store.grant().await().atMost(RunnerDatabase.BOUND);
        reopened.append(new Fact.RunReleased()).join();
        RunActor waits = runner.queued(plan);
        IdleRuns.end(reopened);
        CompletableFuture<Command> first = runner.opened.remove(reopened.id());

        IdleRuns.reopen(reopened, IdleRuns.digest(reopened.plan()));

        assertThat(first).isCompleted();
        assertThat(state(reopened)).isEqualTo(RunState.QUEUED);
        assertThat(runner.opened(reopened)).isNotCompleted();
        assertThat(ahead(runner, "reopened")).contains(waits.id());
    }

    @Test
    void startsNothingOfAReopenedRunThatTouchesNothingUntilItsTurnComes() {
        Runner runner = new Runner("one");
        RunActor over = runner.admitted(plan("pure", "", NOTHING));
        assertThat(state(over)).isEqualTo(RunState.SUCCEEDED);

        IdleRuns.reopen(over, IdleRuns.digest(over.plan()));

        assertThat(state(over)).isEqualTo(RunState.QUEUED);
        runner.store.grant().await().atMost(RunnerDatabase.BOUND);
        assertThat(runner.store.granted().await().atMost(RunnerDatabase.BOUND)).containsExactly(over.id());
        over.append(new Fact.RunReleased()).join();
        assertThat(state(over)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void keepsARunThatIsSetAsideAwayWhileAnotherHoldsItsGroup() {
        Runner runner = new Runner("one");
        RunActor damaged = runner.admitted(plan("damaged"));
        setAside(damaged, "damaged");
        RunActor holder = runner.admitted(plan("damaged"));

        assertThatThrownBy(() -> setAside(damaged, null)).isInstanceOf(PgException.class);

        assertThat(ahead(runner, "damaged")).contains(holder.id());
    }

    private void setAside(RunActor actor, @Nullable String why) {
        pool.preparedQuery("update runner.run set quarantined = $2 where id = $1")
                .execute(Tuple.of(UUID.fromString(actor.id().value()), why))
                .await()
                .atMost(RunnerDatabase.BOUND);
    }
}
