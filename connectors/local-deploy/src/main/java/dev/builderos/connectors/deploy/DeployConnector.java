package dev.builderos.connectors.deploy;

import dev.builderos.connectors.Argument;
import dev.builderos.connectors.Connector;
import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.EnvironmentSettings;
import dev.builderos.connectors.EnvironmentSettings.Protection;
import dev.builderos.connectors.FailureClass;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.RequestedArguments;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.connectors.git.Git;
import dev.builderos.connectors.git.GitFailure;
import dev.builderos.connectors.git.Worktree;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tools {@code deploy.*} for environments with {@code deploy: local}.
 *
 * <p>Effects: {@code deploy.preview} and {@code deploy.release} {project, release, commit, command, health, port, url,
 * protection, previous?, previous_commit?}; {@code deploy.rollback} the same, where release, commit, command and health are
 * absent when there is nothing to roll back to and the service is taken down. {@code previous} is the release that is live;
 * when another one is by the time the effect is performed, it fails and changes nothing.
 */
public final class DeployConnector implements Connector {
    static final String PREVIEW = "deploy.preview";
    static final String RELEASE = "deploy.release";
    static final String ROLLBACK = "deploy.rollback";
    private static final String KIND = "local";

    /** What of a release people notice; the rest says what was found when it was prepared. */
    private static final List<String> SERVED = List.of("project", "commit", "command", "health", "port", "protection");

    private static final List<ToolDescriptor> TOOLS = List.of(
            new ToolDescriptor(
                    PREVIEW,
                    "Starts the last commit of the run in an environment that is not protected, to be looked at.",
                    Consequence.REVERSIBLE,
                    Map.of()),
            new ToolDescriptor(
                    RELEASE,
                    "Starts the last commit of the run in an environment, in the place of what is live there.",
                    Consequence.DESTRUCTIVE,
                    Map.of()),
            new ToolDescriptor(
                    ROLLBACK,
                    "Starts the release again that was live before; where there was none, takes the service down.",
                    Consequence.DESTRUCTIVE,
                    Map.of("to", Argument.optional("string", "the release to go back to; default: the one before"))));

    private final Duration patience;
    private final DeployCards cards = new DeployCards();

    /** Gives a service 30 seconds to come up. */
    public DeployConnector() {
        this(Switch.PATIENCE);
    }

    /**
     * Makes the connector.
     *
     * @param patience how long a service may take until it serves
     */
    public DeployConnector(Duration patience) {
        this.patience = patience;
    }

    @Override
    public String name() {
        return "local-deploy";
    }

    @Override
    public List<ToolDescriptor> tools() {
        return TOOLS;
    }

    @Override
    public Consequence consequence(Effect effect) {
        boolean open = effect.text("protection").equals(protection(Protection.OPEN));
        return effect.tool().equals(PREVIEW) || open ? Consequence.REVERSIBLE : Consequence.DESTRUCTIVE;
    }

    @Override
    public Effect prepare(
            String tool,
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            EffectContext context) {
        ToolDescriptor descriptor = TOOLS.stream()
                .filter(each -> each.name().equals(tool))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a tool of local-deploy: " + tool));
        var asked = RequestedArguments.of(descriptor, arguments);
        EnvironmentSettings settings = context.requiredEnvironment(tool);
        if (!settings.name().equals(environment)) {
            throw new InvalidArguments("environment " + environment + " was asked for, " + settings.name() + " given");
        }
        if (!settings.kind().equals(KIND)) {
            throw new InvalidArguments("environment " + environment + " has `deploy: " + settings.kind()
                    + "`; here only `local` is offered");
        }
        EnvironmentStore store = store(settings, context);
        return failingTyped(() -> store.locked(() -> {
            Map<String, Object> exact = switch (tool) {
                case ROLLBACK -> rollback(asked.textOrNull("to"), settings, store);
                case PREVIEW -> preview(settings, store, context);
                default -> release(settings, store, context);
            };
            return new Effect(tool, agent, environment, exact);
        }));
    }

    /** Ports, what was live, and numbers of releases are as they were found; the commit and the settings are those of now. */
    @Override
    public Effect prepareAgain(
            String tool,
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            EffectContext context,
            Effect recorded) {
        EnvironmentSettings settings = context.requiredEnvironment(tool);
        Map<String, Object> exact = new TreeMap<>(recorded.arguments());
        exact.put("protection", protection(settings.protection()));
        if (tool.equals(ROLLBACK)) {
            if (arguments.get("to") instanceof String to) {
                exact.put("release", to);
            }
        } else {
            String commit = failingTyped(() -> commit(context));
            String release = recorded.text("release");
            int dash = release.indexOf('-');
            if (dash > 0) {
                exact.put("release", Release.id(Integer.parseInt(release.substring(0, dash)), commit));
            }
            exact.put("commit", commit);
            exact.put("command", settings.command());
            exact.put("health", settings.healthPath());
        }
        return new Effect(tool, agent, environment, exact);
    }

    private Map<String, Object> preview(EnvironmentSettings settings, EnvironmentStore store, EffectContext context) {
        if (settings.protection() == Protection.PROTECTED) {
            throw new InvalidArguments("environment " + settings.name()
                    + " is protected: previews go elsewhere, releases by deploy.release");
        }
        return release(settings, store, context);
    }

    private Map<String, Object> release(EnvironmentSettings settings, EnvironmentStore store, EffectContext context) {
        if (settings.command().isBlank()) {
            throw new InvalidArguments("environment " + settings.name() + " needs a `command` in builderos.yaml that"
                    + " starts the service, for example: command: java src/Main.java");
        }
        String commit = commit(context);
        Map<String, Object> exact = base(settings, store);
        exact.put("release", Release.id(store.load().nextNumber(), commit));
        exact.put("commit", commit);
        exact.put("command", settings.command());
        exact.put("health", settings.healthPath());
        return exact;
    }

    private Map<String, Object> rollback(@Nullable String to, EnvironmentSettings settings, EnvironmentStore store) {
        EnvironmentState state = store.load();
        Release live =
                state.liveRelease().orElseThrow(() -> new InvalidArguments("nothing is live in " + settings.name()));
        Map<String, Object> exact = base(settings, store);
        @Nullable String wanted = to == null ? live.replaced() : to;
        if (wanted != null) {
            Release target = state.release(wanted)
                    .filter(each -> each.progress() == Release.Progress.SERVED
                            && !each.id().equals(live.id()))
                    .orElseThrow(() -> new InvalidArguments(
                            settings.name() + " cannot go back to " + wanted + ": it has never served, or is live"));
            exact.put("release", target.id());
            exact.put("commit", target.commit());
            exact.put("command", target.command());
            exact.put("health", target.healthPath());
        }
        return exact;
    }

    private Map<String, Object> base(EnvironmentSettings settings, EnvironmentStore store) {
        int port = new Releases(store, patience).port(settings.port());
        Map<String, Object> exact = new TreeMap<>();
        exact.put("project", store.project());
        exact.put("port", port);
        exact.put("url", Releases.url(port));
        exact.put("protection", protection(settings.protection()));
        store.load().liveRelease().ifPresent(live -> {
            exact.put("previous", live.id());
            exact.put("previous_commit", live.commit());
        });
        return exact;
    }

    /** What the run committed last; work that is not committed is not deployed. */
    private static String commit(EffectContext context) {
        Worktree worktree = Worktree.find(context.repository(), context.workspace())
                .orElseThrow(() -> new ConnectorFailure(
                        FailureClass.INFRASTRUCTURE, context.workspace() + " is not a worktree of the repository"));
        return worktree.head();
    }

    @Override
    public EffectCard describe(Effect effect, EffectContext context) {
        return failingTyped(() -> cards.of(effect, Git.at(context.repository())));
    }

    @Override
    public EffectOutcome perform(Effect effect, EffectContext context) {
        try {
            EnvironmentStore store = store(effect, context);
            return failingTyped(() -> store.locked(() -> new Releases(store, patience).perform(effect, context)));
        } catch (ConnectorFailure failure) {
            return failure.outcome();
        }
    }

    @Override
    public Lookup lookup(Effect effect, EffectContext context) {
        try {
            EnvironmentStore store = store(effect, context);
            Optional<EffectOutcome> outcome = failingTyped(
                    () -> store.locked(() -> new Releases(store, patience).settled(effect, context.idempotencyKey())));
            if (outcome.isPresent() && outcome.get() instanceof EffectOutcome.Done done) {
                return new Lookup.Happened(done);
            }
            return new Lookup.DidNotHappen();
        } catch (ConnectorFailure failure) {
            return new Lookup.CannotTell(String.valueOf(failure.getMessage()));
        }
    }

    /** The same commit is to be served in the same way, and what is live is the release that was made of it. */
    @Override
    public boolean stands(Effect done, Effect now) {
        return !now.tool().equals(ROLLBACK)
                && Objects.equals(now.textOrNull("previous"), done.textOrNull("release"))
                && SERVED.stream()
                        .allMatch(name -> Objects.equals(
                                done.arguments().get(name), now.arguments().get(name)));
    }

    private static EnvironmentStore store(EnvironmentSettings settings, EffectContext context) {
        return new EnvironmentStore(
                context.stateDirectory(), context.project().value(), Releases.environmentName(settings.name()));
    }

    private static EnvironmentStore store(Effect effect, EffectContext context) {
        String environment = effect.environment();
        if (environment == null) {
            throw new IllegalArgumentException(effect.tool() + " without an environment");
        }
        return new EnvironmentStore(
                context.stateDirectory(), effect.text("project"), Releases.environmentName(environment));
    }

    private static String protection(Protection protection) {
        return switch (protection) {
            case OPEN -> "open";
            case PROTECTED -> "protected";
        };
    }

    private static <T> T failingTyped(Supplier<T> action) {
        try {
            return action.get();
        } catch (GitFailure failure) {
            throw failure.asConnectorFailure();
        }
    }
}
