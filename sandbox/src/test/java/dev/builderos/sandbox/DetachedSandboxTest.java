package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedSandboxTest {

    @TempDir
    private Path directory;

    private Path workspace;
    private Path files;

    @BeforeEach
    void makeDirectories() throws IOException {
        workspace = Files.createDirectory(directory.resolve("workspace"));
        files = Files.createDirectory(directory.resolve("files"));
    }

    @Test
    void leavesTheIdentityOfASessionOfItsOwn() throws Exception {
        Process process = start("exec sleep 1000");
        try {
            String stat = Files.readString(files.resolve(DetachedSandbox.IDENTITY));

            assertThat(stat).startsWith(process.pid() + " (");
            assertThat(stat).endsWith(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")));
            assertThat(fields(process.pid())[3]).as("session").isEqualTo(Long.toString(process.pid()));
        } finally {
            end(process);
        }
    }

    @Test
    void confinesLikeTheOtherSandbox() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "hidden");
        Files.writeString(workspace.resolve("file"), "visible\n");

        end(start("cat " + secret + "; cat file; touch x; id -u; touch /tmp/x && echo tmp; echo $GREETING"));

        assertThat(Files.readString(files.resolve(DetachedSandbox.OUTPUT)))
                .contains("visible\n", "Read-only file system", "1000\n", "tmp\n", "hello\n")
                .doesNotContain("hidden");
        assertThat(workspace.resolve("x")).doesNotExist();
    }

    @Test
    void filtersSystemCallsLikeTheOtherSandbox() throws Exception {
        end(
                start(
                        "grep Seccomp: /proc/self/status; setarch linux64 echo allowed; setarch -R echo forbidden; ls /proc/self/fd"));

        assertThat(Files.readString(files.resolve(DetachedSandbox.OUTPUT)))
                .contains("Seccomp:\t2", "allowed\n", "Operation not permitted")
                .doesNotContain("forbidden")
                .endsWith("0\n1\n2\n3\n");
    }

    @Test
    void endsTheWholeTreeWithTheProcessThatHoldsIt() throws Exception {
        Process process = start("setsid sleep 1000 & sleep 1000 & echo ready; wait");
        awaitOutput("ready");
        List<ProcessHandle> tree = process.toHandle().descendants().toList();
        assertThat(tree).hasSizeGreaterThanOrEqualTo(4);

        process.destroyForcibly();

        for (ProcessHandle each : tree) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (isAlive(each.pid()) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(isAlive(each.pid())).isFalse();
        }
    }

    @Test
    void keepsTheFirstBytesOfOutputAndLetsTheServiceGoOn() throws Exception {
        SandboxCommand command = command("yes | head -c 1000000; echo done >&2; exit 7")
                .withLimits(Limits.DEFAULT.withOutputBytes(4096));

        Process process = DetachedSandbox.open().start(command, files);

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.size(files.resolve(DetachedSandbox.OUTPUT))).isEqualTo(4096);
    }

    @Test
    void keepsNoInstructionsOnceItRuns() throws Exception {
        end(start("true"));

        assertThat(files.resolve("instructions")).doesNotExist();
        assertThat(files.resolve("filter")).doesNotExist();
    }

    @Test
    void refusesACommandThatMayWriteItsWorkspace() {
        SandboxCommand writer = command("true").withAccess(WorkspaceAccess.READ_WRITE);

        assertThatThrownBy(() -> DetachedSandbox.open().start(writer, files))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Process start(String script) throws Exception {
        return DetachedSandbox.open().start(command(script), files);
    }

    private SandboxCommand command(String script) {
        return SandboxCommand.of(List.of("/bin/sh", "-c", script), workspace)
                .withAccess(WorkspaceAccess.READ_ONLY)
                .withEnvironment(Map.of("GREETING", "hello"));
    }

    private void awaitOutput(String text) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Path output = files.resolve(DetachedSandbox.OUTPUT);
        while (System.nanoTime() < deadline) {
            if (Files.exists(output) && Files.readString(output).contains(text)) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no " + text);
    }

    private static boolean isAlive(long pid) {
        String[] fields = fields(pid);
        return fields.length > 0 && !fields[0].equals("Z") && !fields[0].equals("X");
    }

    /** State, parent, group, session: the fields of a process after its name; none when it is gone. */
    private static String[] fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException gone) {
            return new String[0];
        }
    }

    private static void end(Process process) throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
