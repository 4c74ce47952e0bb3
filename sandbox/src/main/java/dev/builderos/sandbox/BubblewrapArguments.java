package dev.builderos.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says to bubblewrap what the command sees. Order matters: later mounts cover earlier ones, and the root becomes
 * read-only last.
 */
final class BubblewrapArguments {

    static final Path WORKSPACE = Path.of("/workspace");

    static final String HOME = "/tmp/home";

    /** The parts of the root that are directories or, on a merged system, links into /usr. */
    private static final List<String> ROOT = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    private final List<String> arguments = new ArrayList<>();

    private BubblewrapArguments() {}

    /** @param workspace the real path of the command's workspace */
    static BubblewrapArguments of(
            SandboxCommand command, Path workspace, Shadows.Cover cover, SystemFiles files, Devices devices)
            throws IOException {
        var arguments = new BubblewrapArguments();
        arguments.namespaces(command.network());
        arguments.system(files);
        arguments.kernel(devices);
        arguments.memoryFiles(command.limits());
        arguments.command(command, workspace, cover);
        return arguments;
    }

    private void namespaces(NetworkAccess network) {
        add("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try");
        switch (network) {
            case NONE, EGRESS -> add("--unshare-net");
            case HOST_LOOPBACK_LISTEN -> {}
        }
        add("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL");
        add("--uid", "1000", "--gid", "1000", "--hostname", "sandbox");
    }

    private void system(SystemFiles files) throws IOException {
        add("--ro-bind", "/usr", "/usr");
        for (String name : ROOT) {
            Path path = Path.of("/", name);
            if (Files.isSymbolicLink(path)) {
                add("--symlink", Files.readSymbolicLink(path).toString(), path.toString());
            } else if (Files.isDirectory(path)) {
                add("--ro-bind", path.toString(), path.toString());
            }
        }
        add("--ro-bind", files.directory().toString(), "/etc");
        files.live().forEach(path -> add("--ro-bind", path.toString(), path.toString()));
    }

    /**
     * All of /proc is read-only: root may write parts of it without a capability, core_pattern among them, whose program the
     * kernel starts outside every namespace, and bwrap covers only what it finds writable.
     */
    private void kernel(Devices devices) {
        add("--proc", "/proc", "--remount-ro", "/proc");
        add("--dev", "/dev");
        devices.nodes().forEach(node -> add("--dev-bind", node.toString(), "/dev/" + node.getFileName()));
    }

    /** Writable memory is capped and nowhere else, so that a command cannot fill the host's memory with files. */
    private void memoryFiles(Limits limits) {
        String size = Long.toString(Math.max(1, limits.memoryBytes() / 2));
        add("--size", size, "--perms", "1777", "--tmpfs", "/dev/shm");
        add("--remount-ro", "/dev");
        add("--size", size, "--perms", "1777", "--tmpfs", "/tmp");
        add("--dir", HOME);
    }

    private void command(SandboxCommand command, Path workspace, Shadows.Cover cover) throws IOException {
        for (Path path : command.readOnly()) {
            add("--ro-bind", path.toRealPath().toString(), path.toString());
        }
        switch (command.access()) {
            case READ_WRITE -> add("--bind", workspace.toString(), WORKSPACE.toString());
            case READ_ONLY -> add("--ro-bind", workspace.toString(), WORKSPACE.toString());
        }
        command.egress().ifPresent(socket -> add("--ro-bind", socket.toString(), Bridge.SOCKET));
        cover.pinned().forEach(path -> over("--bind", workspace, path));
        cover.readOnly().forEach(path -> over("--ro-bind", workspace, path));
        add("--remount-ro", "/");
        add("--chdir", WORKSPACE.resolve(command.workingDirectory()).toString());
        add("--clearenv");
        command.egress().ifPresent(socket -> Bridge.variables().forEach((name, value) -> add("--setenv", name, value)));
        CommandEnvironment.of(command, CommandEnvironment.PATH, HOME, "/tmp")
                .forEach((name, value) -> add("--setenv", name, value));
    }

    private void over(String option, Path workspace, Path path) {
        add(option, workspace.resolve(path).toString(), WORKSPACE.resolve(path).toString());
    }

    private void add(String... more) {
        arguments.addAll(List.of(more));
    }

    /** As {@code bwrap --args} reads them. */
    String text() {
        return String.join("\0", arguments) + "\0";
    }
}
