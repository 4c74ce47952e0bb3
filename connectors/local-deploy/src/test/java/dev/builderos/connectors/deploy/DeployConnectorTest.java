package dev.builderos.connectors.deploy;

import static dev.builderos.connectors.deploy.DeploymentFixture.COMMAND;
import static dev.builderos.connectors.deploy.DeploymentFixture.PROJECT;
import static dev.builderos.connectors.deploy.DeploymentFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.EffectOutcome.Done;
import dev.builderos.connectors.EffectOutcome.Failed;
import dev.builderos.connectors.EnvironmentSettings.Protection;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Risk;
import dev.builderos.contracts.runner.DeploymentList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployConnectorTest {

    @TempDir
    private Path directory;

    private final DeployConnector connector = new DeployConnector(Duration.ofSeconds(60));
    private DeploymentFixture fixture;
    private LocalDeployments deployments;

    @BeforeEach
    void open() throws IOException {
        fixture = new DeploymentFixture(directory);
        deployments = new LocalDeployments(fixture.state);
    }

    @AfterEach
    void stopEverything() {
        deployments.stopAll();
    }

    @Test
    void releasesReplacesAndRollsBack() throws IOException {
        String first = fixture.version("v1");
        Done one = release("k1");
        String url = one.outputs().get("url");
        assertThat(get(url)).isEqualTo("v1");
        assertThat(one.outputs())
                .containsEntry("release", "1-" + first.substring(0, 12))
                .doesNotContainKey("previous");

        String second = fixture.version("v2");
        Done two = release("k2");
        assertThat(two.outputs())
                .containsEntry("url", url)
                .containsEntry("previous", one.outputs().get("release"));
        assertThat(get(url)).isEqualTo("v2");
        assertThat(Files.readString(output(one.outputs().get("release"))))
                .contains("serving " + one.outputs().get("release") + " in dev")
                .contains("ended in order");

        Done back = done(connector.perform(rollback("k3"), fixture.context("k3", "dev")));
        assertThat(back.outputs()).containsEntry("commit", first).containsEntry("url", url);
        assertThat(get(url)).isEqualTo("v1");

        assertThat(deployments.history(PROJECT).deployments())
                .extracting(DeploymentList.Entry::commit, DeploymentList.Entry::live)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(second, false),
                        org.assertj.core.groups.Tuple.tuple(first, true));

        Done down = done(connector.perform(rollback("k4"), fixture.context("k4", "dev")));
        assertThat(down.outputs()).doesNotContainKeys("url", "release");
        assertThat(get(url)).isEqualTo("nothing");
        assertThatThrownBy(() -> rollback("k5"))
                .isInstanceOf(InvalidArguments.class)
                .hasMessage("nothing is live in dev");
    }

    @Test
    void aReleaseStandsWhileItIsLiveAndTheSameIsAskedFor() throws IOException {
        fixture.version("v1");
        Effect first = prepare("deploy.release", "k1");
        assertThat(connector.stands(first, prepare("deploy.release", "k2")))
                .as("not done yet")
                .isFalse();
        done(connector.perform(first, fixture.context("k1", "dev")));

        assertThat(connector.stands(first, prepare("deploy.release", "k2"))).isTrue();
        assertThat(connector.stands(first, rollback("k2"))).isFalse();

        fixture.version("v2");
        Effect second = prepare("deploy.release", "k2");
        assertThat(connector.stands(first, second)).as("another commit").isFalse();
        done(connector.perform(second, fixture.context("k2", "dev")));
        done(connector.perform(rollback("k3"), fixture.context("k3", "dev")));

        assertThat(connector.stands(second, prepare("deploy.release", "k4")))
                .as("it was rolled back")
                .isFalse();
    }

    @Test
    void performsOneKeyOnce() {
        Effect effect = prepare("deploy.release", "k1");
        Done done = done(connector.perform(effect, fixture.context("k1", "dev")));
        long pid = pid(done);

        assertThat(connector.perform(effect, fixture.context("k1", "dev"))).isEqualTo(done);
        assertThat(connector.lookup(effect, fixture.context("k1", "dev"))).isEqualTo(new Lookup.Happened(done));
        assertThat(connector.lookup(effect, fixture.context("k2", "dev"))).isEqualTo(new Lookup.DidNotHappen());
        assertThat(pid(done)).isEqualTo(pid);
        assertThat(deployments.history(PROJECT).deployments()).hasSize(1);
    }

    @Test
    void refusesAnotherEffectUnderTheSameKey() throws IOException {
        release("k1");
        fixture.version("v1");

        assertThat(connector.perform(prepare("deploy.release", "k1"), fixture.context("k1", "dev")))
                .isInstanceOf(Failed.class);
    }

    @Test
    void bringsTheOldReleaseBackWhenTheNewOneDoesNotComeUp() throws IOException {
        Done one = release("k1");
        fixture.broken();
        Effect effect = prepare("deploy.release", "k2");

        EffectOutcome outcome = connector.perform(effect, fixture.context("k2", "dev"));

        assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.failureClass()).isEqualTo("infrastructure");
            assertThat(failed.message())
                    .contains("ended instead of serving", "no \\u001b[31mluck", "is live again")
                    .doesNotContain("\u001b");
        });
        assertThat(get(one.outputs().get("url"))).isEqualTo("v0");
        assertThat(connector.perform(effect, fixture.context("k2", "dev"))).isEqualTo(outcome);
        assertThat(connector.lookup(effect, fixture.context("k2", "dev"))).isEqualTo(new Lookup.DidNotHappen());
        assertThat(deployments.history(PROJECT).deployments())
                .singleElement()
                .satisfies(entry -> assertThat(entry.live()).isTrue());
    }

    @Test
    void refusesAnEffectThatWasPreparedForAnotherWorld() throws IOException {
        Effect early = prepare("deploy.release", "k1");
        fixture.version("v1");
        Done other = release("k2");

        assertThat(connector.perform(early, fixture.context("k1", "dev")))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.message()).contains("nothing was deployed"));
        assertThat(get(other.outputs().get("url"))).isEqualTo("v1");
    }

    @Test
    void saysWhoTookThePort() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var context = fixture.context("k1", "dev", taken.getLocalPort(), COMMAND, Protection.OPEN);
            Effect effect = connector.prepare("deploy.release", "pipeline", "dev", Map.of(), context);

            assertThat(connector.perform(effect, context))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.message())
                                    .contains("port " + taken.getLocalPort())
                                    .contains(
                                            "process " + ProcessHandle.current().pid()));
            assertThat(connector.lookup(effect, context)).isEqualTo(new Lookup.DidNotHappen());
        }
    }

    @Test
    void keepsThePortItChose() throws IOException {
        Effect first = prepare("deploy.release", "k1");
        Effect again = prepare("deploy.release", "k2");
        Effect other =
                connector.prepare("deploy.release", "pipeline", "other", Map.of(), fixture.context("k", "other"));

        assertThat(again.arguments().get("port")).isEqualTo(first.arguments().get("port"));
        assertThat(other.arguments().get("port")).isNotEqualTo(first.arguments().get("port"));
        assertThat(again.digest()).isEqualTo(first.digest());
    }

    @Test
    void failsWhenTheServiceNeverServes() {
        var impatient = new DeployConnector(Duration.ofMillis(500));
        var context = fixture.context("k1", "dev", null, "echo waiting; exec tail -f /dev/null", Protection.OPEN);
        Effect effect = impatient.prepare("deploy.release", "pipeline", "dev", Map.of(), context);

        assertThat(impatient.perform(effect, context))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.message())
                                .contains("did not serve /health", "waiting", "nothing was live before"));
        assertThat(new Service(new EnvironmentStore(fixture.state, "hello", "dev").service(effect.text("release")))
                        .isRunning())
                .isFalse();
    }

    @Test
    void confinesTheService() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "hidden");
        var context = fixture.context(
                "k1",
                "dev",
                null,
                "cat " + secret + "; touch /workspace/x; touch /tmp/ok && echo tmp works; id -u; " + COMMAND,
                Protection.OPEN);
        Effect effect = connector.prepare("deploy.release", "pipeline", "dev", Map.of(), context);

        Done done = done(connector.perform(effect, context));

        assertThat(Files.readString(output(done.outputs().get("release"))))
                .contains("tmp works", "Read-only file system", "1000\n")
                .doesNotContain("hidden");
    }

    @Test
    void callsChangesToProtectedEnvironmentsDestructiveAndPreviewsNot() {
        var prod = fixture.context("k1", "prod");
        Effect release = connector.prepare("deploy.release", "pipeline", "prod", Map.of(), prod);
        Effect preview = prepare("deploy.preview", "k2");

        assertThat(connector.consequence(release)).isEqualTo(Consequence.DESTRUCTIVE);
        assertThat(connector.consequence(preview)).isEqualTo(Consequence.REVERSIBLE);
        assertThat(connector.consequence(prepare("deploy.release", "k3"))).isEqualTo(Consequence.REVERSIBLE);
        assertThatThrownBy(() -> connector.prepare("deploy.preview", "pipeline", "prod", Map.of(), prod))
                .isInstanceOf(InvalidArguments.class);
    }

    @Test
    void describesAReleaseForAPerson() throws IOException {
        Done one = release("k1");
        String commit = fixture.version("v1");
        Effect effect = prepare("deploy.release", "k2");

        var card = connector.describe(effect, fixture.context("k2", "dev"));

        assertThat(card.title())
                .isEqualTo("release hello@" + commit.substring(0, 12) + " to dev ("
                        + one.outputs().get("url") + ")");
        assertThat(card.exact())
                .contains(
                        "command: " + COMMAND,
                        "commit: " + commit,
                        "previous: " + one.outputs().get("release"));
        assertThat(card.diff()).contains("-v0").contains("+v1");
        assertThat(card.risk().level()).isEqualTo(Risk.Level.MEDIUM);
        assertThat(card.risk().factors()).anyMatch(factor -> factor.startsWith("1 commit and 1 file, +1 -1 since"));
        assertThat(card.undo())
                .contains("builderos rollback --env dev")
                .contains(one.outputs().get("release"));
        assertThat(connector.describe(effect, fixture.context("k2", "dev"))).isEqualTo(card);
    }

    @Test
    void saysThatAFirstReleaseHasNothingToGoBackTo() {
        var prod = fixture.context("k1", "prod");
        Effect effect = connector.prepare("deploy.release", "pipeline", "prod", Map.of(), prod);

        var card = connector.describe(effect, prod);

        assertThat(card.diff()).isNull();
        assertThat(card.risk().level()).isEqualTo(Risk.Level.HIGH);
        assertThat(card.risk().factors())
                .contains("prod is a protected environment", "first release: there is no previous one to go back to");
    }

    @Test
    void stopsAndStartsTheLiveRelease() {
        Done done = release("k1");
        String url = done.outputs().get("url");

        assertThat(deployments.stop(PROJECT, "dev")).isTrue();
        assertThat(get(url)).isEqualTo("nothing");
        assertThat(deployments.stop(PROJECT, "dev")).isFalse();
        assertThat(deployments.history(PROJECT).deployments())
                .singleElement()
                .satisfies(entry -> assertThat(entry.live()).isFalse());

        assertThat(deployments.start(PROJECT, "dev")).isTrue();
        assertThat(get(url)).isEqualTo("v0");
    }

    @Test
    void refusesRequestsThatCannotBeMeant() {
        assertThatThrownBy(() -> connector.prepare(
                        "deploy.release",
                        "pipeline",
                        "dev",
                        Map.of(),
                        fixture.context("k", "dev", null, " ", Protection.OPEN)))
                .isInstanceOf(InvalidArguments.class)
                .hasMessageContaining("command");
        assertThatThrownBy(() -> connector.prepare(
                        "deploy.release", "pipeline", "../dev", Map.of(), fixture.context("k", "../dev")))
                .isInstanceOf(InvalidArguments.class);
        assertThatThrownBy(() -> connector.prepare(
                        "deploy.rollback", "pipeline", "dev", Map.of("to", "1-none"), fixture.context("k", "dev")))
                .isInstanceOf(InvalidArguments.class);
    }

    @Test
    void stopsAtARecordItCannotRead() throws IOException {
        Effect effect = prepare("deploy.release", "k1");
        Files.writeString(
                new EnvironmentStore(fixture.state, "hello", "dev").directory().resolve("state.json"), "{");

        assertThat(connector.perform(effect, fixture.context("k1", "dev"))).isInstanceOf(Failed.class);
        assertThat(connector.lookup(effect, fixture.context("k1", "dev"))).isInstanceOf(Lookup.CannotTell.class);
        assertThatThrownBy(() -> deployments.history(PROJECT)).isInstanceOf(ConnectorFailure.class);
        Files.delete(
                new EnvironmentStore(fixture.state, "hello", "dev").directory().resolve("state.json"));
    }

    private Done release(String key) {
        return done(connector.perform(prepare("deploy.release", key), fixture.context(key, "dev")));
    }

    private Effect prepare(String tool, String key) {
        return connector.prepare(tool, "pipeline", "dev", Map.of(), fixture.context(key, "dev"));
    }

    private Effect rollback(String key) {
        return prepare("deploy.rollback", key);
    }

    private Path output(String release) {
        return new EnvironmentStore(fixture.state, "hello", "dev")
                .service(release)
                .resolve("output");
    }

    private long pid(Done done) {
        return ServiceIdentity.read(new EnvironmentStore(fixture.state, "hello", "dev")
                        .service(done.outputs().get("release"))
                        .resolve("identity"))
                .orElseThrow()
                .pid();
    }

    private static Done done(EffectOutcome outcome) {
        assertThat(outcome).isInstanceOf(Done.class);
        return (Done) outcome;
    }
}
