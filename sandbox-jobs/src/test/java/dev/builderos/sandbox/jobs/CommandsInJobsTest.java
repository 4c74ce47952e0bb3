package dev.builderos.sandbox.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.Outcome;
import dev.builderos.sandbox.OutputLine;
import dev.builderos.sandbox.OutputTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sandboxes promise of starting, watching and ending a command, as far as Jobs can; commands run as processes of this host. */
class CommandsInJobsTest {
    @TempDir
    Path directory;

    private LocalNode node;
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        node = new LocalNode(directory.resolve("home"), Files.createDirectory(directory.resolve("tmp")));
        bench = new Bench(directory, node);
    }

    @AfterEach
    void nothingIsLeft() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            bench.cluster.assertWhole();
            assertThat(bench.cluster.all("jobs")).isEmpty();
            assertThat(bench.cluster.all("secrets")).isEmpty();
            assertThat(bench.cluster.all("pods")).isEmpty();
        });
        assertThat(node.isIdle()).isTrue();
        bench.close();
    }

    @Test
    void reportsExitCodesAndSignals() {
        assertThat(bench.run(bench.shell("exit 0"))).isEqualTo(new Outcome.Exited(0));
        assertThat(bench.run(bench.shell("exit 42"))).isEqualTo(new Outcome.Exited(42));
        assertThat(bench.run(bench.shell("kill -9 $$"))).isEqualTo(new Outcome.Signalled(9));
    }

    @Test
    void reportsAMissingProgramAs127AndSaysWhich() {
        assertThat(bench.run(bench.shell("exec no-such-program"))).isEqualTo(new Outcome.Exited(127));
        assertThat(bench.output.text()).contains("no-such-program");
    }

    @Test
    void writesInTheWorkspaceAndStartsInTheWorkingDirectory() throws IOException {
        Files.createDirectory(bench.workspace.resolve("sub"));
        assertThat(bench.run(bench.shell("echo hello >file").withWorkingDirectory(Path.of("sub"))))
                .isEqualTo(new Outcome.Exited(0));
        assertThat(bench.workspace.resolve("sub/file")).hasContent("hello");
    }

    @Test
    void givesNoInputAndOnlyItsOwnVariables() {
        assertThat(bench.run(bench.shell("cat; env; echo \"[$MINE]\"").withEnvironment(Map.of("MINE", "a b\n=c"))))
                .isEqualTo(new Outcome.Exited(0));
        assertThat(bench.output.text())
                .contains("[a b\n=c]", "LANG=C.UTF-8", "TERM=dumb")
                .doesNotContain("SURE_");
    }

    /** Kubernetes has an opinion on dollars and brackets in arguments. */
    @Test
    void whatTheCommandSaysIsWhatTheShellReads() {
        bench.run(bench.shell("echo \"$(printf %s HOME) $(echo '$(HOME) $$ $$(HOME)')\"; x='$'; echo $x$x"));
        assertThat(bench.output.text()).isEqualTo("HOME $(HOME) $$ $$(HOME)\n$$");
    }

    @Test
    void limitsTheSizeOfFiles() {
        assertThat(bench.run(bench.shell("head -c 2000000 /dev/zero >big")
                        .withLimits(Limits.DEFAULT.withFileBytes(1_000_000))))
                .isNotEqualTo(new Outcome.Exited(0));
        assertThat(bench.workspace.resolve("big")).hasSize(999_936);
    }

    @Test
    void givesAllOutputInOrderHoweverOftenTheConnectionBreaks() throws IOException {
        bench.cluster.cutLogsAfter(0, 10, 33, 3_000, 3_001, 20_000, 500, 60_000);
        var running = bench.start(bench.shell("seq 5000; until test -e go; do sleep 0.05; done"));
        await().until(() -> bench.cluster.asked("GET", "/log").size() > 8);
        Files.createFile(bench.workspace.resolve("go"));
        assertThat(Bench.outcome(running)).isEqualTo(new Outcome.Exited(0));
        assertThat(bench.output.text())
                .isEqualTo(
                        IntStream.rangeClosed(1, 5000).mapToObj(String::valueOf).collect(Collectors.joining("\n")));
    }

    @Test
    void givesOutputWhileTheCommandRuns() throws Exception {
        var running = bench.start(bench.shell("echo ready; until test -e go; do sleep 0.05; done; echo gone"));
        bench.output.awaitFirstLine();
        assertThat(running.outcome()).isNotDone();
        Files.createFile(bench.workspace.resolve("go"));
        assertThat(Bench.outcome(running)).isEqualTo(new Outcome.Exited(0));
        assertThat(bench.output.text()).isEqualTo("ready\ngone");
    }

    @Test
    void capsOutputAndStillReportsTheExitCode() {
        assertThat(bench.run(bench.shell("seq 10000; exit 5").withLimits(Limits.DEFAULT.withOutputBytes(1_000))))
                .isEqualTo(new Outcome.Exited(5));
        assertThat(bench.output.lines())
                .filteredOn(line -> line.extent() == OutputLine.Extent.CAP_REACHED)
                .hasSize(1);
        assertThat(bench.output.totals()).isEqualTo(new OutputTotals(1_000, 48_894 - 1_000));
    }

    @Test
    void endsACommandAtItsWallClock() {
        Duration limit = Duration.ofSeconds(1);
        assertThat(bench.run(bench.shell("echo begun; sleep 60").withLimits(Limits.DEFAULT.withWallClock(limit))))
                .isEqualTo(new Outcome.TimedOut(limit));
        assertThat(bench.output.text()).isEqualTo("begun");
        assertThat(bench.output.totals()).isEqualTo(new OutputTotals(6, 0));
    }

    @Test
    void letsACommandEndByItselfAfterItWasTold() throws Exception {
        var running = bench.start(
                bench.shell("trap 'echo bye >said; exit 3' TERM; echo ready; while :; do sleep 0.05; done"));
        bench.output.awaitFirstLine();
        running.cancel();
        running.cancel();
        assertThat(Bench.outcome(running)).isEqualTo(new Outcome.Cancelled());
        assertThat(bench.workspace.resolve("said")).hasContent("bye");
        assertThat(bench.cluster.asked("DELETE", "/jobs/" + Bench.NAME))
                .isNotEmpty()
                .allSatisfy(asked -> assertThat(asked.body()).contains("\"propagationPolicy\":\"Foreground\""));
    }

    @Test
    void cancelAtAnyMomentOfTheStartStillEndsIt() throws Exception {
        for (int requests = 1; requests <= 6; requests++) {
            int many = requests + bench.cluster.asked().size();
            var running = bench.start(bench.shell("echo begun; sleep 60"));
            await().until(() ->
                    bench.cluster.asked().size() >= many || running.outcome().isDone());
            running.cancel();
            assertThat(Bench.outcome(running)).isEqualTo(new Outcome.Cancelled());
            assertThat(node.isIdle()).isTrue();
            assertThat(bench.cluster.job(Bench.NAME)).isNull();
        }
    }

    @Test
    void aSinkThatThrowsStopsTheCommandLoudly() {
        var running = bench.sandbox().start(bench.shell("echo x; sleep 60"), line -> {
            throw new IllegalStateException("sink is broken");
        });
        assertThatThrownBy(() -> Bench.outcome(running)).hasMessageContaining("sink is broken");
        assertThat(node.isIdle()).isTrue();
    }

    @Test
    void protectedPathsAreThereWhileItRunsAndGoneAfterwards() throws IOException {
        Files.createFile(bench.workspace.resolve("policy.yaml"));
        assertThat(bench.run(bench.shell("ls -d .git policy.yaml other.yaml")
                        .withProtectedPaths(List.of(Path.of(".git"), Path.of("policy.yaml"), Path.of("other.yaml")))))
                .isEqualTo(new Outcome.Exited(0));
        assertThat(bench.workspace.resolve(".git")).doesNotExist();
        assertThat(bench.workspace.resolve("other.yaml")).doesNotExist();
        assertThat(bench.workspace.resolve("policy.yaml")).exists();
    }
}
