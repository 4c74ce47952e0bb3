package dev.builderos.sandbox.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.NetworkAccess;
import dev.builderos.sandbox.Origin;
import dev.builderos.sandbox.Outcome;
import dev.builderos.sandbox.OutputLine;
import dev.builderos.sandbox.SandboxCommand;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the cluster says and does, and what is made of it. */
class JobSandboxTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path directory;

    private Bench bench;

    private Bench bench(FakeCluster.Node node) throws IOException {
        bench = new Bench(directory, node);
        return bench;
    }

    private Bench bench(FakeCluster.Node node, JobSettings.Patience patience) throws IOException {
        bench = new Bench(directory, node, patience);
        return bench;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** A pod that runs, and ends with 0. */
    private static void succeed(FakeCluster cluster, Job job) {
        String name = job.getMetadata().getName();
        cluster.makePod(job);
        cluster.log(name, NOON, "done\n");
        cluster.say(name, Statuses.running());
        cluster.say(name, Statuses.ended(0, "Completed"));
    }

    private static void runOn(FakeCluster cluster, Job job) {
        cluster.makePod(job);
        cluster.say(job.getMetadata().getName(), Statuses.running());
    }

    private static String reason(Outcome outcome) {
        return switch (outcome) {
            case Outcome.FailedToStart failed -> failed.reason();
            case Outcome.Lost lost -> lost.reason();
            default -> throw new AssertionError(outcome);
        };
    }

    // ---- what is asked for

    @Test
    void noPodIsMadeBeforeTheSecretIsThere() throws IOException {
        bench(JobSandboxTest::succeed);
        assertThat(bench.run(bench.shell("true").withEnvironment(Map.of("TOKEN", "s3cret-value"))))
                .isEqualTo(new Outcome.Exited(0));
        List<FakeCluster.Asked> changes = bench.cluster.asked().stream()
                .filter(asked -> !asked.method().equals("GET"))
                .toList();
        assertThat(changes).extracting(FakeCluster.Asked::method).containsExactly("POST", "POST", "PATCH", "DELETE");
        assertThat(changes.get(0).body()).contains("\"suspend\":true").doesNotContain("s3cret-value");
        assertThat(changes.get(1).body()).contains("\"kind\":\"Secret\"", "s3cret-value", "\"kind\":\"Job\"");
        assertThat(changes.get(2).body()).isEqualTo("{\"spec\":{\"suspend\":false}}");
    }

    // ---- how it ends

    @Test
    void saysSoWhenMemoryRanOut() throws IOException {
        bench((cluster, job) -> {
            runOn(cluster, job);
            cluster.say(job.getMetadata().getName(), Statuses.ended(137, "OOMKilled"));
        });
        assertThat(bench.run(bench.shell("true"))).isEqualTo(new Outcome.OutOfMemory());
    }

    @Test
    void aPodThatIsDeletedWhileItRunsIsLost() throws IOException {
        bench((cluster, job) -> {
            runOn(cluster, job);
            cluster.removePod(job.getMetadata().getName());
        });
        assertThat(bench.run(bench.shell("true"))).isInstanceOf(Outcome.Lost.class);
    }

    @Test
    void anImageThatIsNotThereFailsTheStartAndLeavesNothing() throws IOException {
        bench((cluster, job) -> {
            cluster.makePod(job);
            cluster.say(job.getMetadata().getName(), Statuses.waiting("ImagePullBackOff"));
        });
        Outcome outcome = bench.run(bench.shell("true"));
        assertThat(outcome).isInstanceOf(Outcome.FailedToStart.class);
        assertThat(reason(outcome)).contains("ImagePullBackOff", "said by the node");
        assertThat(bench.cluster.job(Bench.NAME)).isNull();
        assertThat(bench.cluster.all("pods")).isEmpty();
    }

    /** The image came while the Job was already told to go: what has run is not said not to have run. */
    @Test
    void whatBeganWhileItWasGivenUpIsLost() throws IOException {
        bench(new FakeCluster.Node() {
            @Override
            public void run(FakeCluster cluster, Job job) {
                cluster.makePod(job);
                cluster.say(job.getMetadata().getName(), Statuses.waiting("ImagePullBackOff"));
            }

            @Override
            public void end(FakeCluster cluster, String job) {
                cluster.say(job, Statuses.running());
            }
        });
        assertThat(bench.run(bench.shell("true"))).isInstanceOf(Outcome.Lost.class);
    }

    @Test
    void aJobWithoutAPodFailsTheStart() throws IOException {
        bench(
                (cluster, job) -> {},
                new JobSettings.Patience(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1)));
        Outcome outcome = bench.run(bench.shell("true"));
        assertThat(reason(outcome)).contains("no container", "within 1 s");
        assertThat(outcome).isInstanceOf(Outcome.FailedToStart.class);
        assertThat(bench.cluster.job(Bench.NAME)).isNull();
    }

    @Test
    void aCommandThatCannotBeEndedIsNoOutcome() throws IOException {
        CountDownLatch reachable = new CountDownLatch(1);
        bench(
                new FakeCluster.Node() {
                    @Override
                    public void run(FakeCluster cluster, Job job) {
                        runOn(cluster, job);
                    }

                    @Override
                    public void end(FakeCluster cluster, String job) {
                        try {
                            assertThat(reachable.await(60, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException stopped) {
                            throw new AssertionError(stopped);
                        }
                    }
                },
                new JobSettings.Patience(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1)));
        var running =
                bench.start(bench.shell("sleep 60").withLimits(Limits.DEFAULT.withWallClock(Duration.ofMillis(300))));
        assertThatThrownBy(() -> Bench.outcome(running)).hasMessageContaining("may still run");
        reachable.countDown();
    }

    // ---- what cannot be had

    @Test
    void noPolicyNoCommand() throws IOException {
        bench(JobSandboxTest::succeed);
        bench.cluster.removePolicies();
        assertThat(reason(bench.run(bench.shell("true")))).contains("NetworkPolicy");
        assertThat(bench.cluster.asked("POST", "/jobs")).isEmpty();
    }

    @Test
    void aPolicyThatGivesAWayOutIsFoundBeforeEachCommand() throws IOException {
        bench(JobSandboxTest::succeed);
        assertThat(bench.run(bench.shell("true"))).isEqualTo(new Outcome.Exited(0));
        bench.cluster.putPolicy(new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName("names")
                .withNamespace(FakeCluster.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .endPodSelector()
                .withPolicyTypes("Egress")
                .addNewEgress()
                .endEgress()
                .endSpec()
                .build());
        assertThat(reason(bench.run(bench.shell("true")))).contains("`names`");
        assertThat(bench.cluster.asked("POST", "/jobs")).hasSize(1);
    }

    static Stream<SandboxCommand> impossible() {
        SandboxCommand command = SandboxCommand.of(List.of("true"), Path.of("/tmp"));
        return Stream.of(
                command.withEgress(Path.of("/tmp/socket")),
                command.withNetwork(NetworkAccess.HOST_LOOPBACK_LISTEN),
                command.withReadOnly(List.of(Path.of("/opt/jdk"))),
                command);
    }

    /** The last lacks nothing but an origin, and a workspace on the volume. */
    @ParameterizedTest
    @MethodSource("impossible")
    void whatAJobDoesNotGiveIsRefusedAndNotLeftOut(SandboxCommand command) throws IOException {
        bench(JobSandboxTest::succeed);
        assertThat(bench.run(command)).isInstanceOf(Outcome.FailedToStart.class);
        assertThat(bench.run(command.withOrigin(Bench.ORIGIN))).isInstanceOf(Outcome.FailedToStart.class);
        assertThat(bench.cluster.asked()).isEmpty();
    }

    @Test
    void aWorkspaceThatALinkLeadsOffTheVolumeIsRefused() throws IOException {
        bench(JobSandboxTest::succeed);
        Path link = Files.createSymbolicLink(
                bench.workspace.resolve("../away"), Files.createDirectory(directory.resolve("away")));
        SandboxCommand command = SandboxCommand.of(List.of("true"), link).withOrigin(Bench.ORIGIN);
        assertThat(reason(bench.run(command))).contains("not on the volume");
    }

    // ---- errors of the cluster

    @Test
    void aRightThatIsMissingIsSaid() throws IOException {
        bench(JobSandboxTest::succeed);
        bench.cluster.answer("POST", "/jobs", 403, "jobs.batch is forbidden");
        assertThat(reason(bench.run(bench.shell("true"))))
                .contains("refused to create a Job (403)", "jobs.batch is forbidden", "k8s/components/jobs");
    }

    @Test
    void withoutItsSecretACommandIsNotLetGo() throws IOException {
        bench(JobSandboxTest::succeed);
        bench.cluster.answer("POST", "/secrets", 403, "no secrets");
        assertThat(bench.run(bench.shell("true"))).isInstanceOf(Outcome.FailedToStart.class);
        assertThat(bench.cluster.asked("PATCH", "/jobs")).isEmpty();
        assertThat(bench.cluster.job(Bench.NAME)).isNull();
    }

    @Test
    void aJobWhoseCreationWasNotAnsweredIsFoundAndNotMadeTwice() throws IOException {
        bench(JobSandboxTest::succeed);
        bench.cluster.loseTheAnswer("POST", "/jobs");
        bench.cluster.loseTheAnswer("POST", "/secrets");
        assertThat(bench.run(bench.shell("true"))).isEqualTo(new Outcome.Exited(0));
        assertThat(bench.cluster.asked("PATCH", "\"suspend\"")).isEmpty();
        assertThat(bench.cluster.asked("PATCH", "/jobs/" + Bench.NAME)).hasSize(1);
        assertThat(bench.output.text()).isEqualTo("done");
    }

    /** The cluster was told to let it go and may have done so: it is ended, and what it did is not denied. */
    @Test
    void aJobThatMayHaveBeenLetGoIsEnded() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        bench((cluster, job) -> {
            runOn(cluster, job);
            begun.countDown();
        });
        for (int i = 0; i < 3; i++) {
            bench.cluster.loseTheAnswer("PATCH", "/jobs");
        }
        Outcome outcome = bench.run(bench.shell("true"));
        assertThat(outcome).isInstanceOfAny(Outcome.Lost.class, Outcome.FailedToStart.class);
        assertThat(bench.cluster.job(Bench.NAME)).isNull();
        assertThat(bench.cluster.all("pods")).isEmpty();
    }

    @Test
    void aWatchThatTheClusterHasForgottenIsBegunAnew() throws IOException {
        bench(JobSandboxTest::succeed);
        bench.cluster.answer("GET", "/pods?allowWatchBookmarks", 410, "too old resource version");
        assertThat(bench.run(bench.shell("true"))).isEqualTo(new Outcome.Exited(0));
        assertThat(bench.cluster.asked("GET", "/pods?allowWatchBookmarks").size())
                .isGreaterThan(1);
    }

    @Test
    void anErrorInPlaceOfTheLogIsNoOutputAndIsAskedAgain() throws IOException {
        bench(JobSandboxTest::succeed);
        bench.cluster.answer("GET", "/log", 400, "container is waiting to start");
        assertThat(bench.run(bench.shell("true"))).isEqualTo(new Outcome.Exited(0));
        assertThat(bench.output.text()).isEqualTo("done");
    }

    @Test
    void aLogThatIsNotGivenIsSaidToBeMissing() throws IOException {
        bench(JobSandboxTest::succeed);
        for (int i = 0; i < 6; i++) {
            bench.cluster.answer("GET", "/log", 404, "not found");
        }
        assertThat(bench.run(bench.shell("true"))).isEqualTo(new Outcome.Exited(0));
        assertThat(bench.output.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.text()).contains("could not be read to its end"))
                .satisfies(line -> assertThat(line.extent()).isEqualTo(OutputLine.Extent.CAP_REACHED));
    }

    @Test
    void aServerThatDoesNotAnswerIsAFailureAndNoHang() throws IOException {
        bench(JobSandboxTest::succeed);
        bench.cluster.stop();
        Outcome outcome = bench.run(bench.shell("true"));
        assertThat(outcome).isInstanceOf(Outcome.FailedToStart.class);
        assertThat(reason(outcome)).contains("did not answer");
    }

    @Test
    void aServerThatGoesAwayWhileItRunsIsAFailureAndNoHang() throws IOException, InterruptedException {
        bench(
                (cluster, job) -> {
                    runOn(cluster, job);
                    cluster.log(job.getMetadata().getName(), NOON, "begun\n");
                },
                new JobSettings.Patience(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1)));
        var running = bench.start(bench.shell("true").withLimits(Limits.DEFAULT));
        bench.output.awaitFirstLine();
        bench.cluster.stop();
        assertThatThrownBy(() -> Bench.outcome(running)).hasMessageContaining("did not answer");
    }

    // ---- taking over

    private Job left(Origin origin) throws IOException {
        Job job = JobManifest.job(
                new JobSettings(
                        FakeCluster.NAMESPACE,
                        Bench.IMAGE,
                        "runner-home",
                        directory,
                        10001,
                        "2",
                        Map.of(),
                        java.util.Optional.empty(),
                        Bench.SHORT),
                bench.shell("true"),
                origin,
                Path.of("workspaces/run-1"),
                new dev.builderos.sandbox.Shadows.Cover(List.of(), List.of(), List.of()),
                "another");
        return new JobBuilder(job).editSpec().withSuspend(false).endSpec().build();
    }

    private static Origin epoch(long epoch) {
        return new Origin(Bench.ORG, Bench.RUN, "build", "call-1", epoch);
    }

    @Test
    void whatAnEarlierLeaseLeftIsGoneBeforeTheCommandRunsAgain() throws IOException {
        bench(new FakeCluster.Node() {
            @Override
            public void run(FakeCluster cluster, Job job) {
                succeed(cluster, job);
            }

            // What ends takes a while, in which is asked again and again.
            @Override
            public void end(FakeCluster cluster, String job) {
                await().until(() -> cluster.asked("GET", "/jobs/" + job).size() >= 4);
            }
        });
        Job left = left(epoch(2));
        bench.cluster.put(left);
        runOn(bench.cluster, left);
        assertThat(bench.run(bench.shell("true"))).isEqualTo(new Outcome.Exited(0));
        assertThat(bench.cluster.asked().stream()
                        .filter(asked -> !asked.method().equals("GET"))
                        .map(FakeCluster.Asked::method))
                .containsExactly("POST", "DELETE", "POST", "POST", "PATCH", "DELETE");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(longs = {3, 4})
    void whatALaterLeaseOrTheSameHasStartedIsNotStartedASecondTime(long epoch) throws IOException {
        bench(JobSandboxTest::succeed);
        Job other = left(epoch(epoch));
        bench.cluster.put(other);
        runOn(bench.cluster, other);
        Outcome outcome = bench.run(bench.shell("true"));
        assertThat(outcome).isInstanceOf(Outcome.FailedToStart.class);
        assertThat(reason(outcome)).contains("not started a second time");
        assertThat(bench.cluster.job(Bench.NAME)).isNotNull();
        assertThat(bench.cluster.pod(Bench.NAME)).isNotNull();
    }

    @Test
    void aJobOfOthersIsLeftAlone() throws IOException {
        bench(JobSandboxTest::succeed);
        Job theirs = left(epoch(2));
        theirs.getMetadata().setLabels(Map.of());
        bench.cluster.put(theirs);
        assertThat(bench.run(bench.shell("true"))).isInstanceOf(Outcome.FailedToStart.class);
        assertThat(bench.cluster.job(Bench.NAME)).isNotNull();
    }

    @Test
    void clearingARunEndsAllItsJobsAndNoOthers() throws IOException {
        bench((cluster, job) -> {});
        Job ours = left(epoch(2));
        Job second = left(new Origin(Bench.ORG, Bench.RUN, "test", "call-9", 7));
        Job another = left(new Origin(Bench.ORG, "run-2", "build", "call-1", 2));
        Job anothers = left(new Origin("umbrella", Bench.RUN, "build", "call-1", 2));
        for (Job job : List.of(ours, second, another, anothers)) {
            bench.cluster.put(job);
            runOn(bench.cluster, job);
        }
        bench.sandbox().clear(Bench.ORG, Bench.RUN, Duration.ofSeconds(10));
        assertThat(bench.cluster.all("jobs"))
                .extracting(job -> job.at("/metadata/name").asText())
                .containsExactlyInAnyOrder(
                        another.getMetadata().getName(), anothers.getMetadata().getName());
        assertThat(bench.cluster.all("pods")).hasSize(2);
    }

    @Test
    void clearingDoesNotSayThatARunIsClearWhenItIsNot() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        bench(new FakeCluster.Node() {
            @Override
            public void run(FakeCluster cluster, Job job) {}

            @Override
            public void end(FakeCluster cluster, String job) {
                try {
                    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException stopped) {
                    throw new AssertionError(stopped);
                }
            }
        });
        Job left = left(epoch(2));
        bench.cluster.put(left);
        runOn(bench.cluster, left);
        assertThatThrownBy(() -> bench.sandbox().clear(Bench.ORG, Bench.RUN, Duration.ofMillis(300)))
                .hasMessageContaining("may still run");
        over.countDown();
        await().untilAsserted(() -> bench.sandbox().clear(Bench.ORG, Bench.RUN, Duration.ofMillis(300)));
    }
}
