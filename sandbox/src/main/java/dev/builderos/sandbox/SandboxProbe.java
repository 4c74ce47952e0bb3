package dev.builderos.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out, by trying, what this host offers for confining commands. */
public final class SandboxProbe {

    /** Says it is 64 bits, which is allowed, then asks for memory without random addresses, which is not. */
    private static final String FORBIDDEN_CALL =
            "setarch linux64 true && ! setarch --addr-no-randomize true 2>/dev/null";

    private SandboxProbe() {}

    /** In the order in which a person should fix them. Takes some tens of milliseconds; starts short-lived processes. */
    public static List<Check> probe() {
        var checks = new ArrayList<Check>();
        Check bubblewrap = program("bwrap", "bubblewrap");
        checks.add(bubblewrap);
        checks.add(program("prlimit", "util-linux"));
        checks.add(program("setsid", "util-linux"));
        if (bubblewrap.ok()) { // what it can do nobody asks of one that is not there
            checks.add(bubblewrapVersion());
            checks.add(userNamespaces());
            checks.add(systemCallFilter());
        }
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
                .orElseGet(() -> required(
                        name, name + " was not found on the PATH", "install the package " + distributionPackage));
    }

    private static Check bubblewrapVersion() {
        String name = "bubblewrap-options";
        Optional<String> options = Program.find("bwrap")
                .map(path -> Program.ask(List.of(path.toString(), "--help")).text());
        List<String> missing =
                List.of("--disable-userns", "--size", "--json-status-fd", "--remount-ro", "--seccomp").stream()
                        .filter(option ->
                                options.filter(text -> text.contains(option)).isEmpty())
                        .toList();
        return missing.isEmpty()
                ? found(name, "all there")
                : required(name, "not offered: " + String.join(", ", missing), "install bubblewrap 0.8.0 or newer");
    }

    private static Check userNamespaces() {
        String name = "user-namespaces";
        var argv = new ArrayList<>(bubblewrap());
        argv.addAll(List.of("--", "/bin/sh", "-c", ":"));
        Program.Answer answer = Program.ask(argv);
        return answer.status() == 0
                ? found(name, "an empty command ran in its own namespaces")
                : required(
                        name,
                        answer.text(),
                        "allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1, "
                                + "user.max_user_namespaces above 0, kernel.apparmor_restrict_unprivileged_userns=0");
    }

    private static List<String> bubblewrap() {
        String program = Program.find("bwrap").map(Object::toString).orElse("bwrap");
        var argv =
                new ArrayList<>(List.of(program, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
        argv.addAll(
                List.of("--unshare-net", "--disable-userns", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"));
        argv.addAll(List.of("--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"));
        return argv;
    }

    /** A call that is allowed must work and one that is not must fail; the same program makes both. */
    private static Check systemCallFilter() {
        String name = "system-call-filter";
        if (Processor.ofThisHost().isEmpty()) {
            return required(
                    name,
                    "there is no filter for this processor, " + System.getProperty("os.arch"),
                    "run the server on x86_64 or aarch64");
        }
        String fix =
                "use a kernel with CONFIG_SECCOMP_FILTER, and allow the system call seccomp where a container hides it; "
                        + "the probe needs setarch of the package util-linux";
        try {
            var argv = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" 5<\"$0\""));
            argv.add(FilterFiles.ofThisProcess().of(NetworkAccess.NONE).toString());
            argv.addAll(bubblewrap());
            argv.addAll(List.of("--seccomp", "5", "--", "/bin/sh", "-c", FORBIDDEN_CALL));
            Program.Answer answer = Program.ask(argv);
            return answer.status() == 0
                    ? found(name, "a forbidden call failed")
                    : required(name, answer.text().isEmpty() ? "a forbidden call worked" : answer.text(), fix);
        } catch (IOException noFilter) {
            return required(name, String.valueOf(noFilter.getMessage()), fix);
        }
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
