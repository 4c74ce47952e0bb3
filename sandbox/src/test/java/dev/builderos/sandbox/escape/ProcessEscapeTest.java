package dev.builderos.sandbox.escape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.SandboxCommand;
import dev.builderos.sandbox.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To other processes, to other namespaces, past the limits, and past the end of the step. */
class ProcessEscapeTest extends Escape {

    private static final long MIB = 1024 * 1024;

    @AfterEach
    void nobodyIsLeft() {
        assertThat(hostProcesses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP", "ZERO"})
    void bySignals(String signal) throws Exception {
        Process victim = warden.program(directory, List.of("sleep", "600")).start();
        try {
            String pid = Long.toString(victim.pid());
            assertThat(inside("kill", signal, pid)).isEqualTo("refused: No such process");
            assertThat(inside("kill", signal, Long.toString(warden.server()))).isEqualTo("refused: No such process");
            assertThat(victim.isAlive()).isTrue();
            assertThat(state(victim.pid())).isEqualTo("S");
            assertThat(outside("kill", signal, pid)).isEqualTo(DONE);
            assertThat(inside("kill", "ZERO", "1")).isEqualTo(DONE);
        } finally {
            victim.destroyForcibly();
        }
    }

    /** With the signal that does nothing: should the guard be broken, the host is not. */
    @Test
    void bySignalsToEverybody() {
        assertThat(inside("kill", "ZERO", "-1")).isEqualTo("refused: No such process");
        assertThat(outside("kill", "ZERO", "-1")).isEqualTo(DONE);
    }

    @Test
    void byTracing() throws Exception {
        Process victim = warden.program(directory, List.of("sleep", "600")).start();
        try {
            int ptrace = SystemCalls.number("PTRACE");
            int attach = 16;
            String own = ptrace + ":0";
            String other = ptrace + ":" + attach + ":" + victim.pid();
            assertThat(inside("calls", own, other, SystemCalls.number("PROCESS_VM_READV") + ":" + victim.pid())
                            .lines())
                    .hasSize(3)
                    .allMatch(line -> line.endsWith(NOT_PERMITTED));
            assertThat(Files.readString(Path.of("/proc/" + victim.pid() + "/status")))
                    .contains("TracerPid:\t0");
            assertThat(outside("calls", own)).endsWith(DONE);
        } finally {
            victim.destroyForcibly();
        }
    }

    @Test
    void byNamespaces() {
        int unshare = SystemCalls.number("UNSHARE");
        int user = 0x10000000;
        var attempts = new ArrayList<String>();
        // mount, cgroup, host name, IPC, user, process, network, time
        for (int flag : List.of(0x20000, 0x2000000, 0x4000000, 0x8000000, user, 0x20000000, 0x40000000, 0x80)) {
            attempts.add(unshare + ":" + flag);
            attempts.add(SystemCalls.cloneNumber() + ":" + (flag | 17));
        }
        // The one for time is a signal to clone.
        attempts.removeLast();
        assertThat(inside(calls(attempts)).lines()).hasSize(15).allMatch(line -> line.endsWith(NOT_PERMITTED));
        assertThat(inside("calls", SystemCalls.number("CLONE3") + ":0:0")).endsWith(UNKNOWN_CALL);
        assertThat(outside("calls", unshare + ":" + user)).endsWith(DONE);
        assertThat(outside("calls", SystemCalls.number("CLONE3") + ":0:0")).endsWith("refused: Invalid argument");
    }

    /** The same calls without arguments, inside and outside; outside only as a user who cannot do harm with them. */
    @Test
    void byForbiddenCalls() {
        var attempts = new ArrayList<String>();
        var expected = new ArrayList<String>();
        SystemCalls.forbidden().forEach((number, refusal) -> {
            attempts.add(number.toString());
            expected.add(number + " refused: " + refusal);
        });
        assertThat(inside(calls(attempts)).lines()).containsExactlyElementsOf(expected);
        var normal = Warden.of(Warden.User.NORMAL).outside(Path.of("/"), withProbeOnTheHost(attempts));
        assertThat(normal.output().lines()).hasSameSizeAs(expected);
        assertThat(normal.output()
                        .lines()
                        .filter(line -> !expected.contains(line))
                        .count())
                .describedAs("calls that answer otherwise outside: %s", normal.output())
                .isGreaterThan(25);
    }

    @Test
    void byTheTerminal() {
        // TIOCSTI and TIOCLINUX; what is asked is no terminal, so the refusal that comes shows who refused.
        for (String request : List.of("0x5412", "0x541c")) {
            assertThat(inside("terminal", request)).isEqualTo(NOT_PERMITTED);
            assertThat(outside("terminal", request)).isEqualTo("refused: Inappropriate ioctl for device");
        }
        assertThat(inside("read", "/dev/tty")).isEqualTo("refused: No such device or address");
        // A session whose first process cannot be seen has the number 0.
        assertThat(inside("session")).matches("done [1-9]\\d*");
    }

    @Test
    void bySharedMemory() {
        String key = Integer.toString(token.hashCode() & 0x7fffffff);
        assertThat(outside("share", key)).isEqualTo(DONE);
        try {
            assertThat(inside("attach", key)).isEqualTo(NO_SUCH_FILE);
            assertThat(outside("attach", key)).isEqualTo(DONE);
        } finally {
            assertThat(outside("unshare", key)).isEqualTo(DONE);
        }
    }

    @Test
    void byControlGroups() throws Exception {
        for (String attempt : List.of("list /sys", "list /sys/fs/cgroup", "mkdir /sys/fs/cgroup/x")) {
            assertThat(inside(attempt.split(" ", -1))).startsWith("refused");
        }
        assertThat(outside("list", "/sys/fs/cgroup")).startsWith(DONE);
        if (user == Warden.User.ROOT) {
            var running = inBackground(probe("forks", token, "ready"), Limits.DEFAULT.withProcesses(8));
            awaitFile(workspace.resolve("ready"));
            assertThat(hostProcesses())
                    .isNotEmpty()
                    .allSatisfy(pid -> assertThat(Files.readString(Path.of("/proc/" + pid + "/cgroup")))
                            .contains("/builderos-" + warden.server() + "-"));
            running.join();
            assertThat(inside("read", "/proc/self/cgroup")).doesNotContain("builderos-");
        }
    }

    @Test
    void byForking() throws Exception {
        int limit = 30;
        var running = inBackground(probe("forks", token, "ready"), Limits.DEFAULT.withProcesses(limit));
        awaitFile(workspace.resolve("ready"));
        int most = 0;
        while (!running.isDone()) {
            most = Math.max(most, hostProcesses().size());
        }
        assertThat(running.join().outcome()).startsWith("TimedOut");
        assertThat(running.join().output()).contains("refused: Resource temporarily unavailable");
        assertThat(most).isBetween(limit / 2, limit + 2);
    }

    @Test
    void byMemory() {
        long megabytes = 64;
        var limits = Limits.DEFAULT.withMemoryBytes(megabytes * MIB).withWallClock(Duration.ofSeconds(30));
        var answer = warden.inside(probe("memory", "1000").withLimits(limits));
        assertThat(answer.outcome() + answer.errors()).containsAnyOf("OutOfMemory", "Out of memory");
        assertThat(answer.output()).isEmpty();
        assertThat(inside(probe("memory", "16").withLimits(limits))).isEqualTo("done 16");
        assertThat(outside("memory", "200")).isEqualTo("done 200");
    }

    @Test
    void byOutlivingTheStep() throws Exception {
        Path beat = workspace.resolve("beat");
        assertThat(inside("daemon", "beat", token)).isEqualTo(DONE);
        assertThat(hostProcesses()).isEmpty();
        assertThat(beat).isNotEmptyFile();
        Path twin = workspace.resolve("twin");
        assertThat(outside("daemon", "twin", token)).isEqualTo(DONE);
        List<String> living = hostProcesses();
        living.forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
        assertThat(living).hasSize(1);
        assertThat(twin).isNotEmptyFile();
        awaitNoProcess();
    }

    private static List<String> withProbeOnTheHost(List<String> attempts) {
        // Where a normal user finds it: in the copy of the classes.
        var argv = new ArrayList<>(argv(Warden.CLASSES, "calls"));
        argv.addAll(attempts);
        return argv;
    }

    private SandboxCommand calls(List<String> attempts) {
        var all = new ArrayList<>(List.of("calls"));
        all.addAll(attempts);
        return probe(all.toArray(String[]::new));
    }

    private CompletableFuture<Warden.Answer> inBackground(SandboxCommand command, Limits limits) {
        var bounded = command.withLimits(limits.withWallClock(Duration.ofMillis(1500)));
        return CompletableFuture.supplyAsync(() -> warden.inside(bounded));
    }

    /** The outside oracle: processes of the host that carry this test's token. */
    private List<String> hostProcesses() {
        return ProcessHandle.allProcesses()
                .map(process -> Long.toString(process.pid()))
                .filter(pid -> commandLine(pid).contains(token))
                .toList();
    }

    private static String commandLine(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "cmdline"), UTF_8);
        } catch (IOException ended) {
            return "";
        }
    }

    private void awaitNoProcess() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!hostProcesses().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    private static void awaitFile(Path file) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).describedAs("waiting for %s", file).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static String state(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1);
    }
}
