package dev.builderos.runner.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.runner.engine.Command;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanSource;
import dev.builderos.runner.store.IdleRuns;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunnerDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What goes into the commit that begins a run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunActorTest {
    private final RunnerDatabase database = new RunnerDatabase();
    private final Journal journal = new Journal(database.pool(), "here", Duration.ofMinutes(1), () -> {});
    private Shell shell = new Shell();

    /** Remembers what it is to carry out, and over which facts a receipt was asked of it. */
    private static final class Shell implements RunActor.Listener {
        private final List<Command> asked = new CopyOnWriteArrayList<>();
        private final List<FactRecord> signed = new CopyOnWriteArrayList<>();

        @Override
        public void carryOut(RunActor actor, Command command) {
            asked.add(command);
        }

        @Override
        public RunActor.Receipt receipt(RunId run, List<FactRecord> journal) {
            signed.addAll(journal);
            return IdleRuns.receipt(run);
        }

        @Override
        public void lost(RunActor actor, Throwable why) {
            throw new AssertionError("lost", why);
        }
    }

    @BeforeEach
    void forget() {
        shell = new Shell();
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private RunActor admitted(Plan plan) {
        RunActor actor = IdleRuns.actor(IdleRuns.nextId(), 1, plan, PlanSource.NONE, journal, shell);
        actor.admit(IdleRuns.admission(actor), IdleRuns.birth(plan, null)).join();
        return actor;
    }

    private List<String> ofRun(RunActor actor, String sql) {
        return database.ask(sql, UUID.fromString(actor.id().value()));
    }

    private List<String> types(RunActor actor) {
        return ofRun(actor, "select type from runner.fact where run_id = $1 order by seq");
    }

    private static String chain(int steps) {
        return IntStream.rangeClosed(1, steps)
                .mapToObj(i -> "{ id: s" + i + ", action: noop }")
                .collect(Collectors.joining(", "));
    }

    @Test
    void closesARunThatEndsInItsFirstCommit() {
        RunActor actor = admitted(IdleRuns.plan("", chain(2)));

        assertThat(types(actor))
                .containsExactly(
                        "RunAdmitted",
                        "RunStarted",
                        "StepStarted",
                        "StepSucceeded",
                        "StepStarted",
                        "StepSucceeded",
                        "RunSucceeded",
                        "ReceiptIssued");
        assertThat(ofRun(actor, "select closed from runner.run where id = $1")).containsExactly("true");
        assertThat(ofRun(actor, "select seq from runner.receipt where run_id = $1"))
                .containsExactly("8");
        assertThat(ofRun(actor, "select count(distinct xmin::text) from runner.fact where run_id = $1"))
                .as("transactions")
                .containsExactly("1");
        assertThat(shell.signed).as("all but the receipt's own").hasSize(7);
        assertThat(shell.asked).doesNotHaveAnyElementsOfTypes(Command.IssueReceipt.class);
    }

    @Test
    void closesARunWhoseStepsWereStoppedBeforeTheirTurn() {
        RunActor actor = admitted(IdleRuns.plan(
                "",
                "{ lanes: { a: [ { id: first, action: noop } ], b: [ { id: second, action: noop }, { id: third, action: noop } ] },"
                        + " join: any }"));

        assertThat(types(actor)).containsSubsequence("RunSucceeded", "ReceiptIssued");
        assertThat(types(actor)).last().isEqualTo("ReceiptIssued");
        assertThat(ofRun(actor, "select closed from runner.run where id = $1")).containsExactly("true");
    }

    @Test
    void leavesTheReceiptOfALongRunToACommitBehind() {
        RunActor actor = admitted(IdleRuns.plan("", chain(300)));

        assertThat(types(actor)).last().isEqualTo("RunSucceeded");
        assertThat(shell.asked).hasAtLeastOneElementOfType(Command.IssueReceipt.class);
        assertThat(shell.signed).isEmpty();
    }

    @Test
    void givesAGroupBackWithACommitBehindTheOneThatTookIt() {
        RunActor actor = admitted(IdleRuns.plan("concurrency: { group: one }", chain(1)));

        assertThat(shell.asked).hasAtLeastOneElementOfType(Command.IssueReceipt.class);
        assertThat(ofRun(actor, "select group_held from runner.run where id = $1"))
                .containsExactly("true");

        actor.close(IdleRuns.receipt(actor.id())).join();

        assertThat(ofRun(actor, "select group_held or not closed from runner.run where id = $1"))
                .containsExactly("false");
    }
}
