package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.contracts.runner.RunAdvanced;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.actor.RunMessages;
import dev.builderos.runner.engine.Command;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanCompiler;
import dev.builderos.runner.engine.PlanRequest;
import dev.builderos.runner.engine.PlanSource;
import dev.builderos.runner.engine.Planned;
import dev.builderos.runner.engine.ToolCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs as the runner admits them, which nobody carries out: only what a test appends happens. */
public final class IdleRuns {
    public static final OrgId ORG = new OrgId("acme");
    public static final ProjectId PROJECT = new ProjectId("hello");

    private IdleRuns() {}

    /** {@code head} is more of what stands at the top of a pipeline, {@code step} its only step. */
    public static Plan plan(String head, String step) {
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
                                %s
                                steps: [ %s ]
                                """.formatted(
                                        head, step))),
                        List.of(),
                        Map.of(),
                        Digest.of("policy"),
                        null),
                new ToolCatalog(Set.of()));
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ContractJson.read(CanonicalJson.bytes(((Planned.Ready) planned).plan()), Plan.class);
    }

    public static Digest digest(Plan plan) {
        return Digest.of(CanonicalJson.bytes(plan));
    }

    public static RunCommit.Birth birth(Plan plan, @Nullable String key) {
        return new RunCommit.Birth(
                digest(plan).value(), new String(CanonicalJson.bytes(plan), StandardCharsets.UTF_8), key);
    }

    public static Fact.RunAdmitted admission(RunActor actor) {
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
                digest(plan),
                plan.policyDigest(),
                plan.inputs(),
                new RunOptions("bubblewrap", null, false),
                List.of());
    }

    public static RunId nextId() {
        return new RunId(TimeOrderedId.next(Clock.systemUTC()).toString());
    }

    /** A run that is in the journal. */
    public static RunActor admitted(Journal journal, Plan plan) {
        return admitted(journal, plan, PlanSource.NONE);
    }

    /** A run that is in the journal, and may be reopened with these plans. */
    public static RunActor admitted(Journal journal, Plan plan, PlanSource others) {
        RunActor actor = actor(nextId(), 1, plan, others, journal, Silence.KEPT);
        actor.admit(admission(actor), birth(plan, null)).join();
        return actor;
    }

    /** A run that tells nobody, as one who works under this epoch sees it before he has read its journal. */
    public static RunActor actor(
            RunId run, long epoch, Plan plan, PlanSource others, Journal journal, RunActor.Listener listener) {
        return new RunActor(
                run,
                ORG,
                epoch,
                plan,
                others,
                journal,
                Silence.KEPT,
                Clock.systemUTC(),
                listener,
                UnaryOperator.identity());
    }

    public static void end(RunActor actor) {
        actor.append(new Fact.RunFailed(null, "it is over")).join();
    }

    /** Ends a run for good. */
    public static void close(RunActor actor) {
        end(actor);
        actor.close(receipt(actor.id())).join();
    }

    /** Signed by nobody. */
    public static RunActor.Receipt receipt(RunId run) {
        return new RunActor.Receipt(new Fact.ReceiptIssued(Digest.of("receipt of " + run), "key"), "a receipt");
    }

    public static void reopen(RunActor actor, Digest plan) {
        actor.append(new Fact.RunReopened(
                        "ann", plan, "1.0.0", Digest.of("snapshot"), plan, Map.of(), null, List.of(), null, List.of()))
                .join();
    }

    /** Carries nothing out and tells nobody. */
    public enum Silence implements RunActor.Listener, RunMessages {
        KEPT;

        @Override
        public void carryOut(RunActor actor, Command command) {}

        @Override
        public RunActor.Receipt receipt(RunId run, List<FactRecord> journal) {
            return IdleRuns.receipt(run);
        }

        @Override
        public void lost(RunActor actor, Throwable why) {}

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
}
