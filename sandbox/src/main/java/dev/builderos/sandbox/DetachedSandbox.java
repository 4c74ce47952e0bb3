package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Confines commands as {@link BubblewrapSandbox} does, but lets them outlive this process: deployed services.
 *
 * <p>Nobody watches such a command. It is found again by the identity it left behind, and its whole tree ends when the
 * process of that identity is killed. The limits on wall-clock time and on the memory of the tree as a whole do not hold;
 * memory is limited per process, output by keeping only its first bytes.
 */
public final class DetachedSandbox {

    /**
     * Leaves its identity behind before anything else runs, so that no service can run unknown to us. Bubblewrap's parent is
     * this shell: killed, it takes the tree with it. Output beyond the limit is read and dropped, so that the service
     * neither stops nor fills the disk; cat writes what it reads at once, and ends at the limit on its file.
     */
    private static final String LAUNCH = """
            identity=$1; instructions=$2; filter=$3; log=$4; bytes=$5; prlimit=$6; shift 6
            cat /proc/$$/stat /proc/sys/kernel/random/boot_id >"$identity.new" && mv "$identity.new" "$identity" || exit 1
            exec 3<"$instructions" 5<"$filter"; rm "$instructions" "$filter"
            { exec "$@" </dev/null; } 2>&1 | { exec 3<&- 5<&-; "$prlimit" --core=0 --fsize="$bytes" cat >"$log"; exec cat >/dev/null; }
            """;

    /** Where the identity is written. */
    public static final String IDENTITY = "identity";

    /** Where the output is written. */
    public static final String OUTPUT = "output";

    private static final long OPEN_FILES = 16_384;
    private static final long START_SECONDS = 10;

    private final Devices devices;
    private final HostLimits hostLimits = HostLimits.read();

    private DetachedSandbox(Devices devices) {
        this.devices = devices;
    }

    /**
     * Opens the sandbox.
     *
     * @throws SandboxUnavailable when this host cannot confine commands; there is no weaker way in here
     */
    public static DetachedSandbox open() throws SandboxUnavailable {
        List<Check> missing = SandboxProbe.probe().stream()
                .filter(check -> !check.ok() && check.need() == Check.Need.REQUIRED)
                .toList();
        if (!missing.isEmpty()) {
            throw new SandboxUnavailable(missing);
        }
        return new DetachedSandbox(Devices.ofThisProcess().orElseThrow());
    }

    /**
     * Starts the command and returns once its identity is written to the file {@code identity}: the line {@code
     * /proc/PID/stat} of the process that holds the tree, then the id of this boot of the host. The file {@code output} gets
     * the first {@code outputBytes} bytes of output.
     *
     * @param command its workspace must be {@link WorkspaceAccess#READ_ONLY}: nobody would clean up after a writer
     * @param directory the command's own, for these and other files; must exist, and stay as long as the command runs
     * @return the process that holds the tree
     * @throws IOException when it could not be started; then nothing runs
     */
    public Process start(SandboxCommand command, Path directory) throws IOException {
        if (command.access() != WorkspaceAccess.READ_ONLY) {
            throw new IllegalArgumentException("a detached command may not write its workspace");
        }
        Path identity = directory.resolve(IDENTITY);
        Files.deleteIfExists(identity);
        // Not a temporary one: that is swept when the process that made it is gone.
        var scratch = new Scratch(directory);
        var uncovered = new Shadows.Cover(List.of(), List.of(), List.of());
        Path workspace = command.workspace().toRealPath();
        Path instructions = scratch.file(
                "instructions",
                BubblewrapArguments.of(command, workspace, uncovered, systemFiles(scratch), devices)
                        .text());
        Path filter = Files.copy(
                FilterFiles.ofThisProcess().of(command.network()),
                scratch.path("filter"),
                StandardCopyOption.REPLACE_EXISTING);
        Process process = new ProcessBuilder(
                        argv(command, List.of(identity, instructions, filter, directory.resolve(OUTPUT))))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        awaitIdentity(process, identity);
        return process;
    }

    /** Of its own, since it outlives this process; made anew at each start. */
    private static SystemFiles systemFiles(Scratch scratch) throws IOException {
        if (Files.exists(scratch.path("etc"))) {
            new Scratch(scratch.path("etc")).close();
        }
        return SystemFiles.in(scratch.folder("etc"));
    }

    /** @param files of the command, in the order in which {@link #LAUNCH} takes them */
    private List<String> argv(SandboxCommand command, List<Path> files) {
        Limits limits = command.limits();
        var argv = new ArrayList<>(List.of(program("setsid"), "/bin/sh", "-c", LAUNCH, "sh"));
        files.forEach(file -> argv.add(file.toString()));
        argv.addAll(List.of(Long.toString(limits.outputBytes()), program("prlimit")));
        argv.addAll(List.of(program("bwrap"), "--args", "3", "--seccomp", "5", "--"));
        argv.addAll(List.of(program("prlimit"), "--core=0"));
        argv.add("--nofile=" + Math.min(OPEN_FILES, hostLimits.openFiles()));
        argv.add("--fsize=" + Math.min(limits.fileBytes(), hostLimits.fileBytes()));
        argv.add("--nproc=" + Math.min(limits.processes(), hostLimits.processes()));
        argv.add("--data=" + Math.min(limits.memoryBytes(), hostLimits.dataBytes()));
        argv.add("--");
        argv.addAll(command.argv());
        return argv;
    }

    private static void awaitIdentity(Process process, Path identity) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        try {
            while (!Files.exists(identity)) {
                if (process.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new IOException("the service's shell did not start");
                }
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", stopped);
        }
    }

    /** Only called where {@link SandboxProbe} found it. */
    private static String program(String name) {
        return Program.find(name).orElseThrow().toString();
    }
}
