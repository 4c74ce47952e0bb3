package dev.builderos.runner.steps;

import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EnvironmentSettings;
import dev.builderos.contracts.RunId;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.CallStatus;
import dev.builderos.runner.engine.Expressed;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.StepStatus;
import dev.builderos.runner.tools.CommandNetwork;
import dev.builderos.runner.tools.CommandVariables;
import dev.builderos.runner.tools.Secrets;
import dev.builderos.runner.tools.ToolContext;
import dev.builderos.sandbox.Origin;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an execution of a step works with. */
public final class StepContext {
    private final RunActor actor;
    private final Plan.Step step;
    private final int attempt;
    private final Workspaces.Place place;
    private final StepLog log;
    private final Path state;
    private final @Nullable Replaying replaying;

    StepContext(
            RunActor actor,
            Plan.Step step,
            int attempt,
            Workspaces.Place place,
            StepLog log,
            Path state,
            @Nullable Replaying replaying) {
        this.actor = actor;
        this.step = step;
        this.attempt = attempt;
        this.place = place;
        this.log = log;
        this.state = state;
        this.replaying = replaying;
    }

    public RunActor actor() {
        return actor;
    }

    public RunId run() {
        return actor.id();
    }

    /** The attempt on record that this one replays; null when it replays none. */
    @Nullable
    Replaying replaying() {
        return replaying;
    }

    /** The run as effects name it: a replay does what the other run did, in that one's name. */
    RunId identity() {
        return replaying == null ? actor.id() : replaying.of().run();
    }

    /** The branch as effects name it. */
    private String branch() {
        String branch = replaying == null ? null : replaying.of().branch();
        return branch == null
                ? place.branch()
                : branch + place.branch().substring(place.run().branch().length());
    }

    public Plan plan() {
        return actor.plan();
    }

    public Plan.Step step() {
        return step;
    }

    public int attempt() {
        return attempt;
    }

    public Workspaces.Place place() {
        return place;
    }

    public StepLog log() {
        return log;
    }

    public void append(Fact... facts) {
        actor.appendAndWait(facts);
    }

    public <T extends @Nullable Object> T status(Function<StepStatus, T> question) {
        return actor.read(fold -> question.apply(fold.step(step.id())));
    }

    /** The call of this id, or null when it was not made yet. */
    public @Nullable CallStatus call(String callId) {
        return actor.read(fold -> fold.step(step.id()).calls().get(callId));
    }

    public Fact.RunAdmitted admitted() {
        return actor.read(fold -> Objects.requireNonNull(fold.admitted()));
    }

    /** What expressions of the step's texts stand for. */
    public Expressed expressions() {
        return actor.read(fold -> Expressed.in(fold, actor.id(), step.id()));
    }

    /** Reads the run's state. */
    public <T extends @Nullable Object> T read(Function<RunFold, T> question) {
        return actor.read(question);
    }

    /**
     * Where a tool works.
     *
     * @param key names the effect within the run, the same for every attempt at it
     * @param secrets where the values of secrets come from
     * @param network what commands may reach
     * @param mayRead what the policy says of files that nobody named
     */
    public ToolContext tools(
            String key,
            CommandVariables variables,
            Secrets secrets,
            CommandNetwork network,
            Predicate<String> mayRead) {
        Plan plan = plan();
        Plan.Environment environment = step.environment();
        return new ToolContext(
                actor.org(),
                new EffectContext(
                        identity(),
                        step.id(),
                        key,
                        plan.project(),
                        Path.of(plan.root()),
                        place.directory(),
                        branch(),
                        place.run().baseCommit(),
                        environment == null ? null : settings(environment),
                        plan.remote(),
                        plan.defaultBranch(),
                        Workspaces.excluded(plan),
                        state,
                        log::say),
                new Origin(
                        actor.org().toString(), actor.id().toString(), step.id().toString(), key, actor.epoch()),
                admitted().options().sandbox(),
                log,
                variables,
                secrets,
                network,
                mayRead);
    }

    /** An environment as connectors know it. */
    public static EnvironmentSettings settings(Plan.Environment environment) {
        return new EnvironmentSettings(
                environment.name(),
                environment.deploy(),
                environment.command() == null ? "" : environment.command(),
                environment.port(),
                environment.health(),
                environment.isProtected()
                        ? EnvironmentSettings.Protection.PROTECTED
                        : EnvironmentSettings.Protection.OPEN);
    }
}
