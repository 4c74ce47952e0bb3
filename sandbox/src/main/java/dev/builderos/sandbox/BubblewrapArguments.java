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

    private static final String HOME = "/tmp/home";

    /** The parts of the root that are directories or, on a merged system, links into /usr. */
    private static final List<String> ROOT = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    /**
     * Public configuration that common tools cannot do without. Single directories rather than all of /etc, and the
     * certificates without /etc/ssl/private: as root we may read what a command must not.
     */
    private static final List<String> ETC = List.of(
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "alternatives",
            "localtime",
            "ssl/certs",
            "ssl/openssl.cnf",
            "pki/tls/certs",
            "pki/ca-trust/extracted",
            "crypto-policies",
            "fonts",
            "maven",
            "mime.types",
            "java",
            "java-17-openjdk",
            "java-21-openjdk",
            "java-25-openjdk");

    /**
     * Parts of /proc that root may write without a capability, core_pattern among them, whose program the kernel starts
     * outside every namespace. bwrap covers only those it finds writable, and does not find /proc/sys so.
     */
    private static final List<String> PROC =
            List.of("sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi", "mtrr");

    private final List<String> arguments = new ArrayList<>();

    private BubblewrapArguments() {}

    /** @param workspace the real path of the command's workspace */
    static BubblewrapArguments of(
            SandboxCommand command, Path workspace, Shadows.Cover cover, Scratch scratch, Devices devices)
            throws IOException {
        var arguments = new BubblewrapArguments();
        arguments.namespaces(command.network());
        arguments.system(scratch);
        arguments.kernel(devices);
        arguments.memoryFiles(command.limits());
        arguments.command(command, workspace, cover);
        return arguments;
    }

    private void namespaces(NetworkAccess network) {
        add("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try");
        switch (network) {
            case NONE -> add("--unshare-net");
            case HOST_LOOPBACK_LISTEN -> {}
        }
        add("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL");
        add("--uid", "1000", "--gid", "1000", "--hostname", "sandbox");
    }

    private void system(Scratch scratch) throws IOException {
        add("--ro-bind", "/usr", "/usr");
        for (String name : ROOT) {
            Path path = Path.of("/", name);
            if (Files.isSymbolicLink(path)) {
                add("--symlink", Files.readSymbolicLink(path).toString(), path.toString());
            } else if (Files.isDirectory(path)) {
                add("--ro-bind", path.toString(), path.toString());
            }
        }
        for (String name : ETC) {
            add("--ro-bind-try", "/etc/" + name, "/etc/" + name);
        }
        own(scratch, "passwd", "root:x:0:0:root:/:/usr/sbin/nologin\nbuilder:x:1000:1000::" + HOME + ":/bin/sh\n");
        own(scratch, "group", "root:x:0:\nbuilder:x:1000:\n");
        own(scratch, "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
        own(scratch, "hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n");
    }

    private void own(Scratch scratch, String name, String content) throws IOException {
        add("--ro-bind", scratch.file(name, content).toString(), "/etc/" + name);
    }

    private void kernel(Devices devices) {
        add("--proc", "/proc");
        for (String name : PROC) {
            add("--ro-bind-try", "/proc/" + name, "/proc/" + name);
        }
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
        cover.pinned().forEach(path -> over("--bind", workspace, path));
        cover.readOnly().forEach(path -> over("--ro-bind", workspace, path));
        add("--remount-ro", "/");
        add("--chdir", WORKSPACE.resolve(command.workingDirectory()).toString());
        add("--clearenv");
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
