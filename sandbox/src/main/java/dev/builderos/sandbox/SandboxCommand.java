package dev.builderos.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One command and everything it may touch.
 *
 * @param argv the program and its arguments; visible to other users of the host, so never a secret
 * @param workspace absolute host directory. While a command runs, nothing else that is untrusted may write here
 *     without protecting the same paths
 * @param workingDirectory inside the workspace: relative to it, or an absolute host path below it
 * @param environment added to, and winning over, the few variables every command gets
 * @param readOnly absolute host paths to show, read-only, at the same place (a JDK, a dependency cache)
 * @param limits what it may use
 * @param network what network it sees
 * @param egress with {@link NetworkAccess#EGRESS}, the host's unix socket on which an HTTP proxy listens
 * @param access what it may do in the workspace
 * @param protectedPaths relative to the workspace; read-only even when absent: an absent one is shadowed, while the
 *     command runs, by an empty read-only directory (its name has no dot, or is {@code .git}) or else an empty file
 * @param origin whose it is; has no effect on what it may do
 */
public record SandboxCommand(
        List<String> argv,
        Path workspace,
        Path workingDirectory,
        Map<String, String> environment,
        List<Path> readOnly,
        Limits limits,
        NetworkAccess network,
        Optional<Path> egress,
        WorkspaceAccess access,
        List<Path> protectedPaths,
        Optional<Origin> origin) {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public SandboxCommand {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        readOnly = readOnly.stream().map(SandboxCommand::absolute).toList();
        workspace = absolute(workspace);
        workingDirectory = inside(workspace, workingDirectory);
        protectedPaths =
                protectedPaths.stream().map(SandboxCommand::relative).distinct().toList();
        egress = egress.map(SandboxCommand::absolute);
        if (egress.isPresent() != (network == NetworkAccess.EGRESS)) {
            throw new IllegalArgumentException("a socket belongs to the access EGRESS, and to no other");
        }
        if (argv.isEmpty() || argv.getFirst().isBlank() || argv.getFirst().startsWith("-")) {
            throw new IllegalArgumentException("a command needs a program");
        }
        // Arguments travel to bubblewrap separated by NUL: one inside a value would become an option of the sandbox.
        argv.forEach(argument -> refuseNul("argument", argument));
        environment.forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("not a variable name: " + name);
            }
            refuseNul(name, value);
        });
    }

    /** A command with the default limits, no network, and nothing but its workspace. */
    public static SandboxCommand of(List<String> argv, Path workspace) {
        return new SandboxCommand(
                argv,
                workspace,
                Path.of(""),
                Map.of(),
                List.of(),
                Limits.DEFAULT,
                NetworkAccess.NONE,
                Optional.empty(),
                WorkspaceAccess.READ_WRITE,
                List.of(),
                Optional.empty());
    }

    public SandboxCommand withWorkingDirectory(Path value) {
        return with(draft -> draft.workingDirectory = value);
    }

    public SandboxCommand withEnvironment(Map<String, String> value) {
        return with(draft -> draft.environment = value);
    }

    public SandboxCommand withReadOnly(List<Path> value) {
        return with(draft -> draft.readOnly = value);
    }

    public SandboxCommand withLimits(Limits value) {
        return with(draft -> draft.limits = value);
    }

    public SandboxCommand withNetwork(NetworkAccess value) {
        return with(draft -> draft.network = value);
    }

    /** Lets the command reach the network by way of the HTTP proxy on this socket of the host, and not otherwise. */
    public SandboxCommand withEgress(Path socket) {
        return with(draft -> {
            draft.network = NetworkAccess.EGRESS;
            draft.egress = Optional.of(socket);
        });
    }

    public SandboxCommand withAccess(WorkspaceAccess value) {
        return with(draft -> draft.access = value);
    }

    public SandboxCommand withProtectedPaths(List<Path> value) {
        return with(draft -> draft.protectedPaths = value);
    }

    public SandboxCommand withOrigin(Origin value) {
        return with(draft -> draft.origin = Optional.of(value));
    }

    private SandboxCommand with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new SandboxCommand(
                argv,
                workspace,
                draft.workingDirectory,
                draft.environment,
                draft.readOnly,
                draft.limits,
                draft.network,
                draft.egress,
                draft.access,
                draft.protectedPaths,
                draft.origin);
    }

    /** What of a command can be otherwise, while it is changed. */
    private static final class Draft {
        private Path workingDirectory;
        private Map<String, String> environment;
        private List<Path> readOnly;
        private Limits limits;
        private NetworkAccess network;
        private Optional<Path> egress;
        private WorkspaceAccess access;
        private List<Path> protectedPaths;
        private Optional<Origin> origin;

        Draft(SandboxCommand of) {
            this.workingDirectory = of.workingDirectory;
            this.environment = of.environment;
            this.readOnly = of.readOnly;
            this.limits = of.limits;
            this.network = of.network;
            this.egress = of.egress;
            this.access = of.access;
            this.protectedPaths = of.protectedPaths;
            this.origin = of.origin;
        }
    }

    /** Shows the JDK to the command, points JAVA_HOME at it, and puts its tools first on the PATH. */
    public SandboxCommand withJdk(Jdk jdk) {
        var variables = new LinkedHashMap<>(environment);
        variables.put("JAVA_HOME", jdk.home().toString());
        variables.merge("PATH", jdk.bin() + ":" + CommandEnvironment.PATH, (before, added) -> jdk.bin() + ":" + before);
        var visible = new ArrayList<>(readOnly);
        visible.add(jdk.home());
        return withEnvironment(variables).withReadOnly(visible);
    }

    private static Path absolute(Path path) {
        if (!path.isAbsolute() || path.normalize().getNameCount() == 0) {
            throw new IllegalArgumentException("not an absolute path below the root: " + path);
        }
        return path.normalize();
    }

    private static Path inside(Path workspace, Path path) {
        Path normal = workspace.resolve(path).normalize();
        if (!normal.startsWith(workspace)) {
            throw new IllegalArgumentException("working directory is outside the workspace: " + path);
        }
        return workspace.relativize(normal);
    }

    private static Path relative(Path path) {
        Path normal = path.normalize();
        if (path.isAbsolute() || normal.toString().isEmpty() || normal.startsWith("..")) {
            throw new IllegalArgumentException("not a path inside the workspace: " + path);
        }
        return normal;
    }

    private static void refuseNul(String what, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL in " + what);
        }
    }
}
