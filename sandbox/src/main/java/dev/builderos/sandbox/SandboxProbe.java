package dev.builderos.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out, by trying, what this host offers for confining commands. */
public final class SandboxProbe {

    private SandboxProbe() {}

    /** In the order in which a person should fix them. Takes some tens of milliseconds; starts short-lived processes. */
    public static List<Check> probe() {
        var checks = new ArrayList<Check>();
        checks.add(program("bwrap", "bubblewrap"));
        checks.add(program("prlimit", "util-linux"));
        checks.add(program("setsid", "util-linux"));
        checks.add(bubblewrapVersion());
        checks.add(userNamespaces());
        checks.add(devices());
        checks.add(controlGroups());
        checks.add(network());
        return List.copyOf(checks);
    }

    /** What commands need beside the rest that may reach the network. Starts nothing. */
    public static Check network() {
        return Bridge.check();
    }

    private static Check program(String name, String distributionPackage) {
        return Program.find(name)
                .map(path -> found(name, path.toString()))
                .orElseGet(() -> required(name, "not found on the PATH", "install the package " + distributionPackage));
    }

    private static Check bubblewrapVersion() {
        String name = "bubblewrap-options";
        Optional<String> options = Program.find("bwrap")
                .map(path -> Program.ask(List.of(path.toString(), "--help")).text());
        List<String> missing = List.of("--disable-userns", "--size", "--json-status-fd", "--remount-ro").stream()
                .filter(option -> options.filter(text -> text.contains(option)).isEmpty())
                .toList();
        return missing.isEmpty()
                ? found(name, "all there")
                : required(name, "not offered: " + String.join(", ", missing), "install bubblewrap 0.8.0 or newer");
    }

    private static Check userNamespaces() {
        String name = "user-namespaces";
        String bubblewrap = Program.find("bwrap").map(Object::toString).orElse("bwrap");
        Program.Answer answer = Program.ask(List.of(
                bubblewrap,
                "--unshare-user",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--unshare-net",
                "--disable-userns",
                "--uid",
                "1000",
                "--gid",
                "1000",
                "--cap-drop",
                "ALL",
                "--ro-bind",
                "/",
                "/",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--",
                "/bin/sh",
                "-c",
                ":"));
        return answer.status() == 0
                ? found(name, "an empty command ran in its own namespaces")
                : required(
                        name,
                        answer.text(),
                        "allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1, "
                                + "user.max_user_namespaces above 0, kernel.apparmor_restrict_unprivileged_userns=0");
    }

    private static Check devices() {
        String name = "devices";
        return Devices.ofThisProcess()
                .map(devices -> found(name, devices.nodes().isEmpty() ? "owned by another user" : "private nodes"))
                .orElseGet(
                        () -> required(
                                name,
                                "this user owns the host's devices and cannot make others for commands to use",
                                "run the server as a normal user, or point java.io.tmpdir at a file system that allows devices"));
    }

    private static Check controlGroups() {
        String name = "control-groups";
        return ControlGroupHierarchy.detect()
                .map(hierarchy -> found(name, "memory and process limits in " + hierarchy.parents()))
                .orElseGet(() -> new Check(
                        name,
                        false,
                        "no place where this user may limit memory and processes of a whole tree",
                        "run the server in a delegated control group (systemd: Delegate=yes)",
                        Check.Need.ADVISED));
    }

    private static Check found(String name, String detail) {
        return new Check(name, true, detail, "", Check.Need.REQUIRED);
    }

    private static Check required(String name, String detail, String fix) {
        return new Check(name, false, detail, fix, Check.Need.REQUIRED);
    }
}
