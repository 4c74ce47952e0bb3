package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs a command as ourselves, with no confinement. For people who asked for it on a host that has nothing better.
 *
 * <p>What it still gives: a session of its own, an environment with nothing of ours but PATH, a private home and
 * temporary directory, resource limits per process, the wall clock, and the end of the tree. The last is best effort:
 * descendants, the session, the carriers of a mark in the environment, and the control group where there is one. A process
 * that cleans its environment, leaves the session and loses its parents escapes where there are no control groups.
 *
 * <p>What it does not give: {@link SandboxCommand#protectedPaths()}, {@link SandboxCommand#access()}, {@link
 * SandboxCommand#network()} and {@link SandboxCommand#readOnly()} have no effect, and the workspace stays at its host
 * path.
 */
public final class UnconfinedSandbox implements Sandbox {

    private static final String MARK = "BUILDEROS_COMMAND";

    /** The file size limit of a POSIX shell counts blocks of 512 bytes. */
    private static final int BLOCK = 512;

    private static final String LAUNCH = """
            blocks=$1; entrances=$2; shift 2
            while [ "$entrances" -gt 0 ]; do echo 0 >"$1" || exit 1; shift; entrances=$((entrances - 1)); done
            ulimit -c 0; ulimit -f "$blocks" || exit 1
            exec "$@" </dev/null
            """;

    private final List<String> newSession =
            Program.find("setsid").map(Path::toString).stream().toList();
    private final Optional<ControlGroupHierarchy> hierarchy = ControlGroupHierarchy.detect();
    private final Duration grace;

    public UnconfinedSandbox() {
        this(BubblewrapSandbox.DEFAULT_GRACE);
    }

    /**
     * Opens the sandbox.
     *
     * @param grace how long a tree may take to end by itself after SIGTERM
     */
    public UnconfinedSandbox(Duration grace) {
        this.grace = grace;
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public Running start(SandboxCommand command, OutputSink sink) {
        var held = new ArrayList<AutoCloseable>();
        try {
            return launch(command, sink, held);
        } catch (IOException refused) {
            held.reversed().forEach(Supervision::close);
            return new NeverStarted(String.valueOf(refused));
        }
    }

    private Running launch(SandboxCommand command, OutputSink sink, List<AutoCloseable> held) throws IOException {
        Scratch scratch = Scratch.create();
        held.add(scratch);
        Optional<ControlGroup> group = Optional.empty();
        if (hierarchy.isPresent()) {
            group = Optional.of(hierarchy.get().create(command.limits()));
            held.add(group.get());
        }
        String token = UUID.randomUUID().toString();
        Map<String, String> environment = CommandEnvironment.of(
                command,
                System.getenv().getOrDefault("PATH", CommandEnvironment.PATH),
                scratch.folder("home").toString(),
                scratch.folder("tmp").toString());
        environment.put(MARK, token);
        Path directory = command.workspace().resolve(command.workingDirectory());
        Process process = ProcessLauncher.start(argv(command, group), environment, directory);
        var tree = new MarkedTree(process, MARK + "=" + token, group);
        Optional<ControlGroup> limits = group;
        return Supervision.of(
                new Supervision.Case(
                        process,
                        tree,
                        "",
                        command.limits(),
                        grace,
                        status -> status != 0
                                        && limits.filter(ControlGroup::killedForMemory)
                                                .isPresent()
                                ? new Outcome.OutOfMemory()
                                : Outcome.ofStatus(status),
                        held),
                sink);
    }

    private List<String> argv(SandboxCommand command, Optional<ControlGroup> group) {
        var argv = new ArrayList<>(newSession);
        argv.addAll(List.of("/bin/sh", "-c", LAUNCH, "sh"));
        argv.add(Long.toString(Math.max(1, command.limits().fileBytes() / BLOCK)));
        List<Path> entrances = group.map(ControlGroup::entrances).orElse(List.of());
        argv.add(Integer.toString(entrances.size()));
        entrances.forEach(entrance -> argv.add(entrance.toString()));
        argv.addAll(command.argv());
        return argv;
    }
}
