package dev.builderos.connectors.git;

import dev.builderos.connectors.Argument;
import dev.builderos.connectors.Connector;
import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.RequestedArguments;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.redaction.KnownSecrets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tools {@code git.*} over a repository and a remote that is a path or a plain git server.
 *
 * <p>Effects: {@code git.status}, {@code git.diff} {branch, base}; {@code git.commit} {branch, parent, tree, message};
 * {@code git.push} {remote, url, branch, base, commit, expected?}; {@code git.pull_request} the same with title and body.
 * {@code base} is the project's default branch, {@code expected} the commit the remote branch must stand at (absent: it must
 * not exist).
 */
public final class GitConnector implements Connector {
    static final String STATUS = "git.status";
    static final String DIFF = "git.diff";
    static final String COMMIT = "git.commit";
    static final String PUSH = "git.push";
    static final String PULL_REQUEST = "git.pull_request";

    private static final List<ToolDescriptor> TOOLS = List.of(
            new ToolDescriptor(
                    STATUS, "Lists what changed in the workspace since the last commit.", Consequence.READ, Map.of()),
            new ToolDescriptor(
                    DIFF,
                    "Shows, as a unified diff, what the workspace changes against the commit the run began with.",
                    Consequence.READ,
                    Map.of()),
            new ToolDescriptor(
                    COMMIT,
                    "Commits everything in the workspace on the run's own branch.",
                    Consequence.REVERSIBLE,
                    Map.of("message", Argument.required("string", "what the change does and why"))),
            new ToolDescriptor(
                    PUSH,
                    "Pushes the run's last commit to a branch of a remote. Never overwrites what others pushed.",
                    Consequence.DESTRUCTIVE,
                    arguments(
                            "remote", Argument.optional("string", "the remote's name; default: the project's"),
                            "branch", Argument.optional("string", "the branch there; default: the run's own"))),
            new ToolDescriptor(
                    PULL_REQUEST,
                    "Pushes the run's branch and opens a pull request into the default branch.",
                    Consequence.REVERSIBLE,
                    arguments(
                            "title", Argument.required("string", "one line, at most 200 characters"),
                            "body", Argument.optional("string", "Markdown, at most 64 KiB"))));

    private final WorkspaceTools workspace;
    private final RemoteTools remote = new RemoteTools();
    private final GitCards cards = new GitCards();

    /** Git whose files may hold anything. */
    public GitConnector() {
        this(KnownSecrets.of(Map.of()));
    }

    /** Git that stores no file that holds a secret. */
    public GitConnector(KnownSecrets secrets) {
        this.workspace = new WorkspaceTools(secrets);
    }

    @Override
    public String name() {
        return "local-git";
    }

    @Override
    public List<ToolDescriptor> tools() {
        return TOOLS;
    }

    @Override
    public Consequence consequence(Effect effect) {
        return switch (effect.tool()) {
            case STATUS, DIFF -> Consequence.READ;
            case COMMIT, PULL_REQUEST -> Consequence.REVERSIBLE;
            case PUSH ->
                effect.text("branch").equals(effect.text("base")) ? Consequence.DESTRUCTIVE : Consequence.REVERSIBLE;
            default -> throw unknown(effect.tool());
        };
    }

    @Override
    public Effect prepare(
            String tool,
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            EffectContext context) {
        var asked = RequestedArguments.of(descriptor(tool), arguments);
        return failingTyped(() -> {
            Map<String, Object> exact = switch (tool) {
                case STATUS, DIFF -> workspace.reading(context);
                case COMMIT -> workspace.commit(asked, context);
                case PUSH -> remote.push(asked, context);
                case PULL_REQUEST -> remote.pullRequest(asked, context);
                default -> throw unknown(tool);
            };
            return new Effect(tool, agent, environment, exact);
        });
    }

    @Override
    public Effect prepareAgain(
            String tool,
            String agent,
            @Nullable String environment,
            Map<String, Object> arguments,
            EffectContext context,
            Effect recorded) {
        if (staysInWorkspace(tool)) {
            return prepare(tool, agent, environment, arguments, context);
        }
        var asked = RequestedArguments.of(descriptor(tool), arguments);
        return failingTyped(() -> {
            Map<String, Object> exact = switch (tool) {
                case PUSH -> remote.pushAgain(asked, context, recorded);
                case PULL_REQUEST -> remote.pullRequestAgain(asked, context, recorded);
                default -> throw unknown(tool);
            };
            return new Effect(tool, agent, environment, exact);
        });
    }

    @Override
    public EffectCard describe(Effect effect, EffectContext context) {
        return failingTyped(() -> cards.of(effect, consequence(effect), context));
    }

    @Override
    public EffectOutcome perform(Effect effect, EffectContext context) {
        try {
            return failingTyped(() -> switch (effect.tool()) {
                case STATUS -> workspace.status(context);
                case DIFF -> workspace.diff(effect, context);
                case COMMIT -> workspace.perform(effect, context);
                case PUSH -> remote.performPush(effect, context);
                case PULL_REQUEST -> remote.performPullRequest(effect, context);
                default -> throw unknown(effect.tool());
            });
        } catch (ConnectorFailure failure) {
            return failure.outcome();
        } catch (InvalidArguments changed) {
            return new EffectOutcome.Failed(dev.builderos.connectors.FailureClass.INVALID_OUTPUT, changed.problem());
        }
    }

    @Override
    public Lookup lookup(Effect effect, EffectContext context) {
        try {
            return failingTyped(() -> switch (effect.tool()) {
                case STATUS, DIFF -> new Lookup.DidNotHappen();
                case COMMIT -> answer(workspace.find(effect, context));
                case PUSH -> remote.lookupPush(effect, context);
                case PULL_REQUEST -> answer(remote.findPullRequest(effect, context));
                default -> throw unknown(effect.tool());
            });
        } catch (ConnectorFailure | InvalidArguments failure) {
            return new Lookup.CannotTell(String.valueOf(failure.getMessage()));
        }
    }

    @Override
    public boolean staysInWorkspace(String tool) {
        return tool.equals(STATUS) || tool.equals(DIFF) || tool.equals(COMMIT);
    }

    /** The branch stands where it was pushed to, and everything else is asked for as it was. */
    @Override
    public boolean stands(Effect done, Effect now) {
        return (now.tool().equals(PUSH) || now.tool().equals(PULL_REQUEST))
                && Objects.equals(now.textOrNull(RemoteTools.EXPECTED), done.textOrNull("commit"))
                && withoutExpected(done).equals(withoutExpected(now));
    }

    private static Map<String, Object> withoutExpected(Effect effect) {
        var arguments = new LinkedHashMap<>(effect.arguments());
        arguments.remove(RemoteTools.EXPECTED);
        return arguments;
    }

    /**
     * Adds a run's receipt to its pull request. Idempotent.
     *
     * @param remoteName e.g. {@code origin}
     * @throws ConnectorFailure when there is no such pull request or the remote does not answer
     */
    public void attachReceipt(Path repository, String remoteName, int number, String receiptText) {
        failingTyped(() -> {
            pulls(repository, remoteName).attachReceipt(number, receiptText);
            return number;
        });
    }

    /** The receipt of a pull request, if one was attached. */
    public Optional<String> receipt(Path repository, String remoteName, int number) {
        return failingTyped(() -> pulls(repository, remoteName).receipt(number));
    }

    /** The pull requests at a remote, oldest first. */
    public List<PullRequest> pullRequests(Path repository, String remoteName) {
        return failingTyped(() -> pulls(repository, remoteName).all());
    }

    private static PullRequests pulls(Path repository, String remoteName) {
        Git git = Git.at(repository);
        return new PullRequests(git, Remote.of(git, remoteName));
    }

    private static Lookup answer(Optional<EffectOutcome.Done> found) {
        return found.<Lookup>map(Lookup.Happened::new).orElseGet(Lookup.DidNotHappen::new);
    }

    private static ToolDescriptor descriptor(String tool) {
        return TOOLS.stream()
                .filter(each -> each.name().equals(tool))
                .findFirst()
                .orElseThrow(() -> unknown(tool));
    }

    private static IllegalArgumentException unknown(String tool) {
        return new IllegalArgumentException("not a tool of local-git: " + tool);
    }

    private static <T> T failingTyped(Supplier<T> action) {
        try {
            return action.get();
        } catch (GitFailure failure) {
            throw failure.asConnectorFailure();
        }
    }

    private static Map<String, Argument> arguments(String first, Argument one, String second, Argument two) {
        var arguments = new LinkedHashMap<String, Argument>();
        arguments.put(first, one);
        arguments.put(second, two);
        return arguments;
    }
}
