package dev.builderos.runner.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.SchemaMigration;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.contracts.runner.RunAdvanced;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.actor.RunMessages;
import dev.builderos.runner.engine.Command;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanCompiler;
import dev.builderos.runner.engine.PlanRequest;
import dev.builderos.runner.engine.PlanSource;
import dev.builderos.runner.engine.Planned;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.ToolCatalog;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.GroupStore;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunCommit;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Concurrency groups of two runners over one database, in which no run does anything unless it is told to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunGroupsTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final OrgId ORG = new OrgId("acme");
    private static final ProjectId PROJECT = new ProjectId("hello");
    private static final String WORK = "{ id: work, run: \"true\" }";
    private static final String NOTHING = "{ id: nothing, action: noop }";

    private final EmbeddedPostgres postgres;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final List<Runner> runners = new ArrayList<>();

    RunGroupsTest() throws IOException {
        postgres = EmbeddedPostgres.start();
        pool = Pool.pool(
                vertx,
                new PgConnectOptions()
                        .setPort(postgres.getPort())
                        .setHost("localhost")
                        .setDatabase("postgres")
                        .setUser("postgres")
                        .setPassword("postgres"),
                new PoolOptions().setMaxSize(8));
    }

    @BeforeAll
    void migrate() {
        SchemaMigration.migrate(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", "runner");
    }

    @AfterEach
    void stopRunners() {
        runners.forEach(runner -> runner.groups.stop());
        runners.clear();
    }

    @AfterAll
    void stop() throws IOException {
        pool.close().await().atMost(BOUND);
        vertx.close().await().atMost(BOUND);
        postgres.close();
    }

    /** A runner whose runs open no workspace: that they were asked to is remembered. */
    private final class Runner implements RunActor.Listener, RunMessages {
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
            RunId id = new RunId(TimeOrderedId.next(Clock.systemUTC()).toString());
            RunActor actor = new RunActor(id, ORG, 1, plan, PlanSource.NONE, journal, this, Clock.systemUTC(), this);
            actors.put(id, actor);
            return actor;
        }

        RunActor admitted(Plan plan) {
            RunActor actor = actor(plan);
            actor.admit(admission(actor), birth(plan)).join();
            return actor;
        }

        RunActor queued(Plan plan) {
            RunActor actor = actor(plan);
            actor.admit(admission(actor), new Fact.RunQueued("waits"), birth(plan))
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
        public void lost(RunActor actor, Throwable why) {
            actors.remove(actor.id(), actor);
        }

        @Override
        public void advanced(RunAdvanced news) {}

        @Override
        public Envelope open(OpenApproval order) {
            throw new AssertionError("these runs ask nobody");
        }

        @Override
        public Envelope withdraw(WithdrawApproval order) {
            throw new AssertionError("these runs ask nobody");
        }
    }

    /** {@code head} is more of what stands at the top of a pipeline. */
    private static Plan plan(String group, String head, String step) {
        Planned planned = PlanCompiler.compile(
                new PlanRequest(
                        PROJECT,
                        "/nowhere",
                        "ship/test.yaml",
                        List.of(new SourceFile("builderos.yaml", """
                                kind: builderos/project@v1
                                name: hello
                                git: { provider: local, default_branch: main }
                                """), new SourceFile("ship/test.yaml", """
                                kind: builderos/pipeline@v1
                                name: test
                                version: 1.0.0
                                concurrency: { group: %s }
                                %s
                                steps: [ %s ]
                                """.formatted(
                                        group, head, step))),
                        List.of(),
                        Map.of(),
                        Digest.of("policy"),
                        null),
                new ToolCatalog(Set.of()));
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ContractJson.read(CanonicalJson.bytes(((Planned.Ready) planned).plan()), Plan.class);
    }

    private static Plan plan(String group) {
        return plan(group, "", WORK);
    }

    private static RunCommit.Birth birth(Plan plan) {
        byte[] json = CanonicalJson.bytes(plan);
        return new RunCommit.Birth(Digest.of(json).value(), new String(json, StandardCharsets.UTF_8), null);
    }

    private static Fact.RunAdmitted admission(RunActor actor) {
        Plan plan = actor.plan();
        return new Fact.RunAdmitted(
                actor.id(),
                ORG,
                PROJECT,
                plan.root(),
                plan.pipeline(),
                plan.version(),
                plan.path(),
                new Requester(ORG, "ann", List.of()),
                Digest.of("snapshot"),
                new Digest(birth(plan).planDigest()),
                plan.policyDigest(),
                plan.inputs(),
                new RunOptions("bubblewrap", null, false),
                List.of());
    }

    private static void end(RunActor actor) {
        actor.append(new Fact.RunFailed(null, "it is over")).join();
    }

    private static void reopen(RunActor actor) {
        Digest plan = new Digest(birth(actor.plan()).planDigest());
        actor.append(new Fact.RunReopened("ann", plan, "1.0.0", plan, plan, Map.of(), null, List.of(), null, List.of()))
                .join();
    }

    private static RunState state(RunActor actor) {
        return actor.read(RunFold::state);
    }

    private Optional<RunId> ahead(Runner runner, String group) {
        return runner.store.ahead(ORG, PROJECT, group).await().atMost(BOUND);
    }

    @Test
    void admitsOneToAFreeGroupHoweverManyRunnersAdmitAtOnce() {
        List<Runner> two = List.of(new Runner("one"), new Runner("two"));
        Plan plan = plan("crowded");

        List<CompletableFuture<Void>> asked = IntStream.range(0, 40)
                .mapToObj(i -> {
                    RunActor actor = two.get(i % 2).actor(plan);
                    return actor.admit(admission(actor), birth(plan));
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
        end(holder);

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
        end(holder);

        two.opened(next).get(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(state(next)).isEqualTo(RunState.ADMITTED);
        assertThat(state(low)).isEqualTo(RunState.QUEUED);
    }

    @Test
    void queuesARunAgainThatIsReopenedBehindThoseThatWait() {
        Runner runner = new Runner("one");
        Plan plan = plan("reopened");
        RunActor reopened = runner.queued(plan);
        runner.store.grant().await().atMost(BOUND);
        reopened.append(new Fact.RunReleased()).join();
        RunActor waits = runner.queued(plan);
        end(reopened);
        CompletableFuture<Command> first = runner.opened.remove(reopened.id());

        reopen(reopened);

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

        reopen(over);

        assertThat(state(over)).isEqualTo(RunState.QUEUED);
        runner.store.grant().await().atMost(BOUND);
        assertThat(runner.store.granted().await().atMost(BOUND)).containsExactly(over.id());
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
                .atMost(BOUND);
    }
}
