package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Confines a command with bubblewrap: its own user, process, mount, network, IPC and host-name namespaces, no
 * capabilities, a filter over its system calls ({@link SystemCallFilter}), a read-only root with little in it, and the
 * workspace at {@code /workspace}.
 *
 * <p>Limits on memory and processes hold for the whole tree where this process may make control groups; elsewhere they
 * hold per process (memory) and per namespace (processes, unless we run as root).
 */
public final class BubblewrapSandbox implements Sandbox {

    /** How long a tree may take to end by itself after SIGTERM. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

    /**
     * Enters the control groups, then becomes bwrap in a session of its own. Mount options and the environment go through
     * a pipe, because arguments can be read by every user of the host.
     */
    private static final String LAUNCH = """
            status=$1; filter=$2; entrances=$3; shift 3
            while [ "$entrances" -gt 0 ]; do echo 0 >"$1" || exit 1; shift; entrances=$((entrances - 1)); done
            exec "$@" 3<&0 4>"$status" 5<"$filter" </dev/null
            """;

    private static final String OPEN_FILES = "16384";

    private final List<String> bubblewrap;
    private final Optional<ControlGroupHierarchy> hierarchy;
    private final Devices devices;
    private final Duration grace;
    private final HostLimits hostLimits = HostLimits.read();
    private final Shadows shadows = new Shadows();

    private BubblewrapSandbox(
            List<String> bubblewrap, Optional<ControlGroupHierarchy> hierarchy, Devices devices, Duration grace) {
        this.bubblewrap = bubblewrap;
        this.hierarchy = hierarchy;
        this.devices = devices;
        this.grace = grace;
    }

    /**
     * Opens the sandbox with the default grace.
     *
     * @throws SandboxUnavailable when this host cannot confine commands; there is no weaker way in here
     */
    public static BubblewrapSandbox open() throws SandboxUnavailable {
        return open(DEFAULT_GRACE);
    }

    /**
     * Opens the sandbox.
     *
     * @param grace see {@link #DEFAULT_GRACE}
     * @throws SandboxUnavailable when this host cannot confine commands; there is no weaker way in here
     */
    public static BubblewrapSandbox open(Duration grace) throws SandboxUnavailable {
        List<Check> missing = SandboxProbe.probe().stream()
                .filter(check -> !check.ok() && check.need() == Check.Need.REQUIRED)
                .toList();
        if (!missing.isEmpty()) {
            throw new SandboxUnavailable(missing);
        }
        var hierarchy = ControlGroupHierarchy.detect();
        sweep(hierarchy);
        return new BubblewrapSandbox(
                launcher(), hierarchy, Devices.ofThisProcess().orElseThrow(), grace);
    }

    @Override
    public String name() {
        return "bubblewrap";
    }

    @Override
    public Running start(SandboxCommand command, OutputSink sink) {
        var held = new ArrayList<AutoCloseable>();
        try {
            return launch(command, new FirstErrors(sink), held);
        } catch (IOException refused) {
            held.reversed().forEach(Supervision::close);
            return new NeverStarted(String.valueOf(refused));
        }
    }

    private Running launch(SandboxCommand command, FirstErrors sink, List<AutoCloseable> held) throws IOException {
        Path workspace = command.workspace().toRealPath();
        Scratch scratch = Scratch.create();
        held.add(scratch);
        Shadows.Cover cover = switch (command.access()) {
            case READ_WRITE -> shadows.cover(workspace, command.protectedPaths());
            case READ_ONLY -> new Shadows.Cover(List.of(), List.of(), List.of());
        };
        held.add(() -> shadows.uncover(cover.used()));
        String instructions = BubblewrapArguments.of(command, workspace, cover, SystemFiles.ofThisProcess(), devices)
                .text();
        Optional<ControlGroup> group = Optional.empty();
        if (hierarchy.isPresent()) {
            group = Optional.of(hierarchy.get().create(command.limits()));
            held.add(group.get());
        }
        Path status = scratch.path("status");
        Process process = ProcessLauncher.start(argv(command, status, group), Map.of(), null);
        var tree = new NamespaceTree(process, status, group);
        return Supervision.of(
                new Supervision.Case(
                        process, tree, instructions, command.limits(), grace, verdict(tree, group, sink), held),
                sink);
    }

    private List<String> argv(SandboxCommand command, Path status, Optional<ControlGroup> group) throws IOException {
        var argv = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCH, "sh", status.toString()));
        argv.add(FilterFiles.ofThisProcess().of(command.network()).toString());
        List<Path> entrances = group.map(ControlGroup::entrances).orElse(List.of());
        argv.add(Integer.toString(entrances.size()));
        entrances.forEach(entrance -> argv.add(entrance.toString()));
        argv.addAll(bubblewrap);
        argv.addAll(List.of("--args", "3", "--json-status-fd", "4", "--seccomp", "5", "--"));
        if (command.network() == NetworkAccess.EGRESS) {
            argv.addAll(Bridge.argv());
        }
        argv.addAll(resourceLimits(command.limits()));
        argv.addAll(command.argv());
        return argv;
    }

    /**
     * Set inside, where the process limit counts the sandbox and not everything our user runs. It also gives a missing
     * program the status 127 that people expect.
     */
    private List<String> resourceLimits(Limits limits) {
        var argv = new ArrayList<>(List.of("/usr/bin/prlimit", "--core=0"));
        argv.add("--nofile=" + Math.min(Long.parseLong(OPEN_FILES), hostLimits.openFiles()));
        argv.add("--fsize=" + Math.min(limits.fileBytes(), hostLimits.fileBytes()));
        argv.add("--nproc=" + Math.min(limits.processes(), hostLimits.processes()));
        if (hierarchy.isEmpty()) {
            argv.add("--data=" + Math.min(limits.memoryBytes(), hostLimits.dataBytes()));
        }
        argv.add("--");
        return argv;
    }

    private static IntFunction<Outcome> verdict(NamespaceTree tree, Optional<ControlGroup> group, FirstErrors errors) {
        return status -> {
            if (status != 0 && group.filter(ControlGroup::killedForMemory).isPresent()) {
                return new Outcome.OutOfMemory();
            }
            Outcome seen = Outcome.ofStatus(status);
            return tree.exitCode().isEmpty() && seen instanceof Outcome.Exited
                    ? new Outcome.FailedToStart(errors.reason())
                    : seen;
        };
    }

    /** The program and its first arguments; only called where {@link SandboxProbe} found both. */
    private static List<String> launcher() {
        return List.of(
                Program.find("setsid").orElseThrow().toString(),
                Program.find("bwrap").orElseThrow().toString());
    }

    private static void sweep(Optional<ControlGroupHierarchy> hierarchy) {
        try {
            Scratch.sweep();
            if (hierarchy.isPresent()) {
                hierarchy.get().sweep();
            }
        } catch (IOException unreadable) {
            System.getLogger(BubblewrapSandbox.class.getName())
                    .log(System.Logger.Level.WARNING, "leftovers of earlier processes stay", unreadable);
        }
    }
}
