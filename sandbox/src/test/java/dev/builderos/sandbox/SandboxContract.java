package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every sandbox promises about starting, watching and ending a command. */
abstract class SandboxContract {

    static final Limits SHORT = Limits.DEFAULT.withWallClock(Duration.ofSeconds(60));

    @TempDir
    Path workspace;

    /** In the arguments of every process a test starts: finds them on the host. */
    final String token = "token-" + UUID.randomUUID();

    final Recorder output = new Recorder();

    abstract Sandbox sandbox(Duration grace);

    @AfterEach
    void nothingIsLeftOnTheHost() {
        assertThat(hostProcesses()).isEmpty();
        assertThat(Leftovers.controlGroups(ProcessHandle.current().pid())).isEmpty();
        assertThat(Leftovers.scratchDirectories(ProcessHandle.current().pid())).isEmpty();
    }

    @Test
    void reportsExitCodes() {
        assertThat(run(shell("exit 0"))).isEqualTo(new Outcome.Exited(0));
        assertThat(run(shell("exit 42"))).isEqualTo(new Outcome.Exited(42));
    }

    @Test
    void reportsTheSignalThatEndedTheProgram() {
        assertThat(run(shell("kill -9 $$"))).isEqualTo(new Outcome.Signalled(9));
        assertThat(run(shell("kill -15 $$"))).isEqualTo(new Outcome.Signalled(15));
    }

    @Test
    void reportsAMissingProgramAs127AndSaysWhich() {
        assertThat(run(command("no-such-program"))).isEqualTo(new Outcome.Exited(127));
        assertThat(output.text(OutputLine.Stream.STDERR)).contains("no-such-program");
    }

    @Test
    void failsToStartWithoutAWorkspace() {
        var command = SandboxCommand.of(List.of("true"), workspace.resolve("absent"));
        assertThat(run(command)).isInstanceOf(Outcome.FailedToStart.class);
    }

    @Test
    void keepsTheStreamsApart() {
        run(shell("echo out; echo err >&2"));
        assertThat(output.text()).isEqualTo("out");
        assertThat(output.text(OutputLine.Stream.STDERR)).isEqualTo("err");
    }

    @Test
    void writesInTheWorkspaceAndStartsInTheWorkingDirectory() throws Exception {
        Files.createDirectory(workspace.resolve("sub"));
        assertThat(run(shell("echo hello >file").withWorkingDirectory(Path.of("sub"))))
                .isEqualTo(new Outcome.Exited(0));
        assertThat(workspace.resolve("sub/file")).hasContent("hello");
    }

    @Test
    void givesNoInput() {
        assertThat(run(command("cat"))).isEqualTo(new Outcome.Exited(0));
    }

    @Test
    void inheritsNoVariableOfTheServer() {
        // The build sets the canary for the test JVM; were it absent, this test would prove nothing.
        assertThat(System.getenv("SANDBOX_CANARY")).isEqualTo("canary-value");
        var command = shell("env; tr '\\0' '\\n' </proc/self/environ; echo \"[$MINE]\"")
                .withEnvironment(Map.of("MINE", "a b\n=c"));
        assertThat(run(command)).isEqualTo(new Outcome.Exited(0));
        assertThat(output.text())
                .contains("[a b\n=c]", "LANG=C.UTF-8", "TERM=dumb")
                .doesNotContain("canary-value");
    }

    @Test
    void endsACommandAtItsWallClock() {
        long start = System.nanoTime();
        var limit = Duration.ofMillis(300);
        assertThat(run(shell("sleep 60 # " + token).withLimits(SHORT.withWallClock(limit))))
                .isEqualTo(new Outcome.TimedOut(limit));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(limit, Duration.ofSeconds(2));
    }

    @Test
    void letsACommandEndByItselfAfterSigterm() throws Exception {
        var running = start(shell("trap 'echo bye >said; exit 3' TERM; echo ready; while :; do sleep 0.05; done"));
        output.awaitFirstLine();
        running.cancel();
        assertThat(outcome(running)).isEqualTo(new Outcome.Cancelled());
        assertThat(workspace.resolve("said")).hasContent("bye");
    }

    @Test
    void killsACommandThatIgnoresSigterm() throws Exception {
        var running = sandbox(Duration.ofMillis(300))
                .start(shell("trap '' TERM; echo ready; while :; do sleep 0.05; done # " + token), output);
        output.awaitFirstLine();
        assertThat(hostProcesses()).isNotEmpty();
        running.cancel();
        running.cancel();
        assertThat(outcome(running)).isEqualTo(new Outcome.Cancelled());
        assertThat(hostProcesses()).isEmpty();
    }

    @Test
    void cancelAtAnyMomentOfTheStartStillEndsIt() {
        for (int i = 0; i < 120; i++) {
            var running = start(shell("sleep 60 # " + token));
            long moment = System.nanoTime() + i * 100_000L;
            while (System.nanoTime() < moment) {
                Thread.onSpinWait();
            }
            running.cancel();
            assertThat(outcome(running)).isEqualTo(new Outcome.Cancelled());
            assertThat(hostProcesses()).isEmpty();
        }
    }

    @Test
    void daemonsDieWithTheCommand() throws Exception {
        String daemon = "while :; do echo x >>heartbeat; sleep 0.01; done # " + token;
        Files.writeString(workspace.resolve("daemon.sh"), daemon);
        var command = shell("(setsid sh -c '(sh daemon.sh " + token + " </dev/null >/dev/null 2>&1 &)' &); "
                + "while ! test -s heartbeat; do sleep 0.01; done; exit 7");
        assertThat(run(command)).isEqualTo(new Outcome.Exited(7));
        assertThat(hostProcesses()).isEmpty();
        long size = Files.size(workspace.resolve("heartbeat"));
        assertThat(size).isPositive();
        new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        assertThat(workspace.resolve("heartbeat")).hasSize(size);
    }

    @Test
    void aDaemonThatHoldsTheOutputDoesNotDelayTheOutcome() {
        assertThat(run(shell("setsid sh -c 'sleep 60; : " + token + "' & echo done")))
                .isEqualTo(new Outcome.Exited(0));
        assertThat(output.text()).isEqualTo("done");
    }

    @Test
    void outlivesTheThreadThatStartedIt() throws Exception {
        var running = new AtomicReference<Running>();
        var starter = Thread.ofPlatform().start(() -> running.set(start(shell("echo ready; sleep 0.5; exit 9"))));
        assertThat(starter.join(Duration.ofSeconds(20))).isTrue();
        assertThat(outcome(running.get())).isEqualTo(new Outcome.Exited(9));
    }

    @Test
    void passesAMillionLinesInOrder() {
        var count = new AtomicLong();
        var wrong = new AtomicInteger();
        long start = System.nanoTime();
        var running = sandbox(Duration.ofSeconds(2))
                .start(command("seq", "1000000").withLimits(SHORT), line -> {
                    if (Long.parseLong(line.text()) != count.incrementAndGet()) {
                        wrong.incrementAndGet();
                    }
                });
        assertThat(outcome(running)).isEqualTo(new Outcome.Exited(0));
        assertThat(count).hasValue(1_000_000);
        assertThat(wrong).hasValue(0);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void passesAHugeLineInPieces() {
        var bytes = new AtomicLong();
        var longest = new AtomicInteger();
        var running = sandbox(Duration.ofSeconds(2))
                .start(shell("head -c 50000000 /dev/zero | tr '\\0' x").withLimits(SHORT), line -> {
                    bytes.addAndGet(line.text().length());
                    longest.accumulateAndGet(line.text().length(), Math::max);
                });
        assertThat(outcome(running)).isEqualTo(new Outcome.Exited(0));
        assertThat(bytes).hasValue(50_000_000);
        assertThat(longest).hasValue(LineSplitter.MAX_LINE_BYTES);
    }

    @Test
    void capsOutputAndStillReportsTheExitCode() {
        long cap = 1_000_000;
        var command = shell("head -c 200000000 /dev/urandom; exit 5").withLimits(SHORT.withOutputBytes(cap));
        assertThat(run(command)).isEqualTo(new Outcome.Exited(5));
        assertThat(output.lines())
                .filteredOn(line -> line.extent() == OutputLine.Extent.CAP_REACHED)
                .hasSize(1);
        assertThat(output.totals()).isEqualTo(new OutputTotals(cap, 200_000_000 - cap));
    }

    @Test
    void aSlowSinkSlowsTheCommandDownInsteadOfQueueing() throws Exception {
        var release = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        var lines = new AtomicLong();
        var running = sandbox(Duration.ofSeconds(2)).start(shell("seq 1000000; echo finished >finished"), line -> {
            entered.countDown();
            awaitQuietly(release);
            lines.incrementAndGet();
        });
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(running.outcome().copy().orTimeout(300, TimeUnit.MILLISECONDS))
                .failsWithin(Duration.ofSeconds(1));
        assertThat(workspace.resolve("finished")).doesNotExist();
        release.countDown();
        assertThat(outcome(running)).isEqualTo(new Outcome.Exited(0));
        assertThat(lines).hasValue(1_000_000);
    }

    @Test
    void aSinkThatThrowsStopsTheCommandLoudly() {
        var running = sandbox(Duration.ofMillis(200)).start(shell("echo x; sleep 60 # " + token), line -> {
            throw new IllegalStateException("sink is broken");
        });
        assertThatThrownBy(() -> outcome(running)).hasMessageContaining("sink is broken");
        assertThat(hostProcesses()).isEmpty();
    }

    @Test
    void limitsTheSizeOfFiles() {
        var command = shell("head -c 2000000 /dev/zero >big").withLimits(SHORT.withFileBytes(1_000_000));
        assertThat(run(command)).isNotEqualTo(new Outcome.Exited(0));
        assertThat(workspace.resolve("big")).hasSize(999_936 + 64 * (sandboxIsExact() ? 1 : 0));
    }

    @Test
    void boundsAForkBomb() {
        assertThat(ControlGroupHierarchy.detect())
                .describedAs("these tests need control groups")
                .isPresent();
        // Every process starts two like itself; one that cannot ends. The others stay, waiting for a writer.
        writeScript("bomb.sh", "sh bomb.sh & sh bomb.sh & exec cat " + token);
        var command = shell("mkfifo " + token + "; sh bomb.sh & echo ready; exec cat " + token)
                .withLimits(SHORT.withProcesses(40).withWallClock(Duration.ofMillis(1500)));
        var running = start(command);
        int most = 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!running.outcome().isDone() && System.nanoTime() < deadline) {
            most = Math.max(most, hostProcesses().size());
        }
        assertThat(outcome(running)).isInstanceOf(Outcome.TimedOut.class);
        assertThat(most).isBetween(2, 40);
    }

    @Test
    void getsProcessorTimeAfterTheRestOfTheHost() throws Exception {
        var running = start(shell("echo ready; sleep 60 # " + token));
        output.awaitFirstLine();
        var weights = Leftovers.controlGroups(ProcessHandle.current().pid()).stream()
                .flatMap(group -> Stream.of("cpu.weight", "cpu.shares").map(group::resolve))
                .filter(Files::exists)
                .map(SandboxContract::content)
                .toList();
        running.cancel();
        outcome(running);
        assertThat(weights).hasSize(1).containsAnyOf("20", "204");
    }

    @Test
    void saysSoWhenMemoryRanOut() {
        var command = shell("head -c 400000000 /dev/zero | tail -c 300000000 | wc -c; exit 1")
                .withLimits(SHORT.withMemoryBytes(64L * 1024 * 1024));
        assertThat(run(command)).isEqualTo(new Outcome.OutOfMemory());
    }

    @Test
    void runsManyAtOnce() {
        var all = new ArrayList<Running>();
        for (int i = 0; i < 24; i++) {
            all.add(start(shell("exit " + i)));
        }
        for (int i = 0; i < 24; i++) {
            assertThat(outcome(all.get(i))).isEqualTo(new Outcome.Exited(i));
        }
    }

    /** Whether the file limit counts single bytes. */
    abstract boolean sandboxIsExact();

    SandboxCommand shell(String script) {
        return command("sh", "-c", script);
    }

    SandboxCommand command(String... argv) {
        return SandboxCommand.of(List.of(argv), workspace).withLimits(SHORT);
    }

    Running start(SandboxCommand command) {
        return sandbox(Duration.ofSeconds(2)).start(command, output);
    }

    Outcome run(SandboxCommand command) {
        return outcome(start(command));
    }

    static Outcome outcome(Running running) {
        return running.outcome().orTimeout(60, TimeUnit.SECONDS).join();
    }

    void writeScript(String name, String content) {
        try {
            Files.writeString(workspace.resolve(name), content);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The outside oracle: processes of the host that carry this test's token. */
    List<String> hostProcesses() {
        return Leftovers.processesWith(token);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
