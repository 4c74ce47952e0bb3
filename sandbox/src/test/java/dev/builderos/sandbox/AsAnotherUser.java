package dev.builderos.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server that is a normal user: the main class of a JVM that {@link ServersTest} starts as one. */
final class AsAnotherUser {

    private AsAnotherUser() {}

    public static void main(String[] arguments) throws Exception {
        Path workspace = Path.of(arguments[0]);
        var sandbox = BubblewrapSandbox.open();
        var limits = Limits.DEFAULT.withWallClock(Duration.ofSeconds(20)).withProcesses(20);
        report(sandbox, workspace, limits, "echo hello >file; id -u; test ! -e /root && echo hidden");
        report(sandbox, workspace, limits, "(setsid sh -c 'sleep 600' >/dev/null 2>&1 &); exit 4");
        report(sandbox, workspace, limits, "for i in $(seq 100); do sleep 600 & done");
        report(
                sandbox,
                workspace,
                limits.withMemoryBytes(64L * 1024 * 1024),
                "head -c 400000000 /dev/zero | tail -c 300000000 | wc -c");
    }

    private static void report(Sandbox sandbox, Path workspace, Limits limits, String script) {
        var output = new Recorder();
        var command = SandboxCommand.of(List.of("sh", "-c", script), workspace).withLimits(limits);
        Outcome outcome = sandbox.start(command, output).outcome().join();
        String lines =
                String.join(",", output.lines().stream().map(OutputLine::text).toList());
        System.out.println(outcome + " " + lines);
    }
}
