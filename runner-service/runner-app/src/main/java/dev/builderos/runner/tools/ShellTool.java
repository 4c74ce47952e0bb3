package dev.builderos.runner.tools;

import dev.builderos.connectors.Argument;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.engine.NetworkUse;
import dev.builderos.sandbox.Jdk;
import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.Outcome;
import dev.builderos.sandbox.OutputLine;
import dev.builderos.sandbox.OutputSink;
import dev.builderos.sandbox.Running;
import dev.builderos.sandbox.Sandbox;
import dev.builderos.sandbox.SandboxCommand;
import dev.builderos.secrets.SecretUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The tool {@code shell.exec}: a command in the sandbox. A command that fails is an effect that was done: see {@code exit}. */
final class ShellTool implements Tool {
    /** The output that says how a command ended: a number, or a word where it did not end by itself. */
    static final String EXIT = "exit";

    /** The argument with the names of secrets, by the variables that hold their values; never a value. */
    private static final String SECRETS = "secrets";

    private static final Duration LONGEST = Duration.ofHours(6);

    /** The step's log has its own cap and counts what it leaves out, so the sandbox hands everything on. */
    private static final long ALL_OUTPUT = Long.MAX_VALUE;

    private static final int REMEMBERED_HEAD = 80;
    private static final int REMEMBERED_TAIL = 200;
    private static final int LONGEST_LINE = 500;

    private final Sandboxes sandboxes;
    private final Jdk jdk;
    private final Limits limits;
    private final KnownSecrets redactor;

    ShellTool(Sandboxes sandboxes, Jdk jdk, Limits limits, KnownSecrets redactor) {
        this.sandboxes = sandboxes;
        this.jdk = jdk;
        this.limits = limits;
        this.redactor = redactor;
    }

    @Override
    public ToolDescriptor descriptor() {
        Map<String, Argument> arguments = new LinkedHashMap<>();
        arguments.put("command", new Argument("string", "run by /bin/sh in the workspace", Argument.Presence.REQUIRED));
        arguments.put(
                "timeout",
                new Argument("integer", "seconds until it is killed, default 600", Argument.Presence.OPTIONAL));
        return new ToolDescriptor(
                "shell.exec",
                "Run a shell command in the workspace, in a sandbox. It reaches no network but the hosts "
                        + "that the policy names. Gives its exit code and output.",
                Consequence.REVERSIBLE,
                arguments);
    }

    @Override
    public Effect prepare(
            String agent, @Nullable String environment, Map<String, Object> arguments, ToolContext context) {
        if (!(arguments.get("command") instanceof String command) || command.isBlank()) {
            throw new InvalidArguments("the text argument `command` is missing");
        }
        if (command.indexOf('\0') >= 0) {
            throw new InvalidArguments("a command has no NUL");
        }
        Map<String, Object> exact = new TreeMap<>();
        exact.put("command", command);
        exact.put("sandbox", context.sandbox());
        if (arguments.get("timeout") instanceof Number seconds) {
            exact.put("timeout", Math.clamp(seconds.longValue(), 1, LONGEST.toSeconds()));
        }
        if (context.network().isGranted() && !context.sandbox().equals(Sandboxes.NONE)) {
            exact.put(NetworkUse.ARGUMENT, NetworkUse.EGRESS);
        }
        if (!context.variables().texts().isEmpty()) {
            exact.put("environment", new TreeMap<>(context.variables().texts()));
        }
        if (!context.variables().secrets().isEmpty()) {
            exact.put(SECRETS, new TreeMap<>(context.variables().secrets()));
        }
        return new Effect("shell.exec", agent, environment, exact);
    }

    /** Its sandbox has nothing to write to but the workspace. */
    @Override
    public boolean staysInWorkspace() {
        return true;
    }

    @Override
    public boolean staysInWorkspace(Effect effect) {
        return !NetworkUse.isGranted(effect) && secrets(effect).isEmpty();
    }

    @Override
    public Consequence consequence(Effect effect) {
        return Consequence.REVERSIBLE;
    }

    @Override
    public EffectCard describe(Effect effect, ToolContext context) {
        if (effect.text("sandbox").equals(Sandboxes.NONE)) {
            return Cards.inWorkspace(
                    effect,
                    "run a command",
                    null,
                    Risk.Level.HIGH,
                    "a shell command without a sandbox can do all that the server's user can");
        }
        return NetworkUse.isGranted(effect)
                ? Cards.reachingOut(effect, "run a command", context.network().hosts())
                : Cards.inWorkspace(
                        effect,
                        "run a command",
                        null,
                        Risk.Level.MEDIUM,
                        "a shell command cannot be inspected; it sees the workspace and no network");
    }

    @Override
    public EffectOutcome perform(Effect effect, ToolContext context) {
        Sandbox sandbox = sandboxes.named(effect.text("sandbox"));
        Duration wallClock = effect.arguments().get("timeout") instanceof Number seconds
                ? Duration.ofSeconds(seconds.longValue())
                : limits.wallClock();
        Map<String, String> environment = environment(effect);
        try {
            for (Map.Entry<String, String> secret : secrets(effect).entrySet()) {
                environment.put(secret.getKey(), context.secrets().value(secret.getValue()));
            }
        } catch (SecretUnavailable unavailable) {
            return new EffectOutcome.Failed("infrastructure", String.valueOf(unavailable.getMessage()));
        }
        SandboxCommand command = SandboxCommand.of(
                        List.of("/bin/sh", "-c", effect.text("command")),
                        context.effect().workspace())
                .withOrigin(context.origin())
                .withEnvironment(environment)
                .withLimits(limits.withWallClock(wallClock).withOutputBytes(ALL_OUTPUT))
                .withProtectedPaths(ProtectedPaths.inSandbox());
        command = switch (sandbox.programs()) {
            case OF_THE_HOST -> command.withJdk(jdk);
            case OF_AN_IMAGE -> command;
        };
        Remembering remembered = new Remembering(context, redactor);
        try {
            return outcome(run(effect, context, sandbox, command, remembered), context, remembered);
        } catch (IOException noProxy) {
            return new EffectOutcome.Failed(
                    "infrastructure",
                    "the way of the command to the network could not be opened: " + noProxy.getMessage());
        }
    }

    private static Outcome run(
            Effect effect, ToolContext context, Sandbox sandbox, SandboxCommand command, Remembering remembered)
            throws IOException {
        if (!NetworkUse.isGranted(effect)) {
            return await(sandbox.start(command, remembered));
        }
        try (WayOut out = WayOut.open(context.network(), remembered::notice)) {
            return await(sandbox.start(out.take(command), remembered));
        }
    }

    private static EffectOutcome outcome(Outcome outcome, ToolContext context, Remembering remembered) {
        return switch (outcome) {
            case Outcome.Exited exited -> done(String.valueOf(exited.code()), "exit " + exited.code(), remembered);
            case Outcome.Signalled signalled -> done("signal", "killed by signal " + signalled.signal(), remembered);
            case Outcome.TimedOut timedOut -> {
                context.output()
                        .line("sys", "killed after " + timedOut.wallClock().toSeconds() + " s");
                yield done("timeout", "killed after " + timedOut.wallClock().toSeconds() + " s", remembered);
            }
            case Outcome.OutOfMemory ignored -> {
                context.output().line("sys", "killed: out of memory");
                yield done("out-of-memory", "killed: out of memory", remembered);
            }
            case Outcome.Cancelled ignored -> new EffectOutcome.Failed("infrastructure", "the command was stopped");
            case Outcome.Lost lost -> {
                context.output().line("sys", "lost: " + lost.reason());
                yield new EffectOutcome.Failed("infrastructure", lost.reason());
            }
            case Outcome.FailedToStart failed -> new EffectOutcome.Failed("infrastructure", failed.reason());
        };
    }

    private static EffectOutcome done(String exit, String summary, Remembering remembered) {
        return new EffectOutcome.Done(summary, Map.of(EXIT, exit), summary + "\n" + remembered.text());
    }

    private static Outcome await(Running running) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return running.outcome().get();
                } catch (InterruptedException stop) {
                    interrupted = true;
                    running.cancel();
                } catch (ExecutionException broken) {
                    throw new IllegalStateException("the sandbox broke", broken.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Map<String, String> environment(Effect effect) {
        return texts(effect, "environment");
    }

    private static Map<String, String> secrets(Effect effect) {
        return texts(effect, SECRETS);
    }

    private static Map<String, String> texts(Effect effect, String argument) {
        Map<String, String> texts = new TreeMap<>();
        if (effect.arguments().get(argument) instanceof Map<?, ?> given) {
            given.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }

    @Override
    public Lookup lookup(Effect effect, ToolContext context) {
        return new Lookup.DidNotHappen();
    }

    /** Hands lines on and keeps the first and last ones for the model. */
    private static final class Remembering implements OutputSink {
        private final ToolContext context;
        private final KnownSecrets redactor;
        private final StringBuilder head = new StringBuilder();
        private final ArrayDeque<String> tail = new ArrayDeque<>();
        private int seen;

        Remembering(ToolContext context, KnownSecrets redactor) {
            this.context = context;
            this.redactor = redactor;
        }

        /** What BuilderOS has to say of the command while it runs; comes beside the command's own lines. */
        synchronized void notice(String text) {
            context.output().line("sys", text);
            remember(text);
        }

        @Override
        public synchronized void line(OutputLine line) {
            String stream = switch (line.extent()) {
                case CAP_REACHED -> "sys";
                case COMPLETE, CONTINUES ->
                    switch (line.stream()) {
                        case STDOUT -> "out";
                        case STDERR -> "err";
                    };
            };
            if (line.extent() == OutputLine.Extent.CONTINUES) {
                context.output().piece(stream, line.text());
            } else {
                context.output().line(stream, line.text());
            }
            remember(line.text());
        }

        private void remember(String text) {
            String kept = text.length() > LONGEST_LINE ? shortened(text) : text;
            if (seen++ < REMEMBERED_HEAD) {
                head.append(kept).append('\n');
            } else {
                tail.addLast(kept);
                if (tail.size() > REMEMBERED_TAIL) {
                    tail.removeFirst();
                }
            }
        }

        /** A secret that was cut would not be found any more. */
        private String shortened(String text) {
            String redacted = redactor.redact(text);
            return redacted.substring(0, Math.min(LONGEST_LINE, redacted.length())) + "…";
        }

        String text() {
            int left = seen - REMEMBERED_HEAD - tail.size();
            return head + (left > 0 ? "… " + left + " lines left out …\n" : "") + String.join("\n", tail);
        }
    }
}
