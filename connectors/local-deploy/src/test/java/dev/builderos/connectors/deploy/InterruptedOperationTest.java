package dev.builderos.connectors.deploy;

import static dev.builderos.connectors.deploy.DeploymentFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.EffectOutcome.Done;
import dev.builderos.connectors.Lookup;
import dev.builderos.contracts.effect.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record says that an operation began; the server was killed before it said how it ended. */
class InterruptedOperationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final DeployConnector connector = new DeployConnector(PATIENCE);
    private DeploymentFixture fixture;
    private EnvironmentStore store;

    @BeforeEach
    void open() throws IOException {
        fixture = new DeploymentFixture(directory);
        store = new EnvironmentStore(fixture.state, "hello", "dev");
    }

    @AfterEach
    void stopEverything() {
        new LocalDeployments(fixture.state).stopAll();
    }

    @Test
    void finishesAReleaseThatCameUp() throws IOException {
        release("k1");
        fixture.version("v1");
        Effect effect = interruptedAfterStop("k2");
        EnvironmentState state = store.load();
        Release target = state.release(effect.text("release")).orElseThrow();
        assertThat(new Switch(store, PATIENCE).bringUp(state, target)).isEmpty();

        Lookup lookup = connector.lookup(effect, fixture.context("k2", "dev"));

        assertThat(lookup).isInstanceOf(Lookup.Happened.class);
        assertThat(get(effect.text("url"))).isEqualTo("v1");
        assertThat(connector.perform(effect, fixture.context("k2", "dev")))
                .isEqualTo(((Lookup.Happened) lookup).done());
    }

    @Test
    void undoesAReleaseThatHadNotStartedAndThenPerformsIt() throws IOException {
        release("k1");
        fixture.version("v1");
        Effect effect = interruptedAfterStop("k2");

        assertThat(connector.lookup(effect, fixture.context("k2", "dev"))).isEqualTo(new Lookup.DidNotHappen());
        assertThat(get(effect.text("url"))).isEqualTo("v0");

        assertThat(connector.perform(effect, fixture.context("k2", "dev"))).isInstanceOf(Done.class);
        assertThat(get(effect.text("url"))).isEqualTo("v1");
    }

    @Test
    void undoesAFirstReleaseWhoseServiceDied() {
        Effect effect = connector.prepare("deploy.release", "pipeline", "dev", Map.of(), fixture.context("k1", "dev"));
        begin(effect, "k1");

        assertThat(connector.perform(effect, fixture.context("k1", "dev"))).isInstanceOf(Done.class);
        assertThat(store.load().releases())
                .singleElement()
                .satisfies(release -> assertThat(release.progress()).isEqualTo(Release.Progress.SERVED));
    }

    @Test
    void settlesTheOperationOfAnotherKeyFirst() throws IOException {
        release("k1");
        fixture.version("v1");
        interruptedAfterStop("k2");

        Effect rollback =
                connector.prepare("deploy.rollback", "pipeline", "dev", Map.of(), fixture.context("k3", "dev"));
        EffectOutcome outcome = connector.perform(rollback, fixture.context("k3", "dev"));

        assertThat(outcome).isInstanceOf(Done.class);
        assertThat(store.load().interrupted()).isEmpty();
        assertThat(store.load().live()).isNull();
    }

    @Test
    void finishesTakingAServiceDown() {
        String url = release("k1").outputs().get("url");
        Effect effect = connector.prepare("deploy.rollback", "pipeline", "dev", Map.of(), fixture.context("k2", "dev"));
        EnvironmentState state = store.load();
        store.save(state.with(Operation.started(
                "k2",
                effect.digest().value(),
                null,
                state.live(),
                Objects.requireNonNull(state.port()),
                Instant.now())));

        assertThat(connector.lookup(effect, fixture.context("k2", "dev"))).isInstanceOf(Lookup.Happened.class);
        assertThat(get(Objects.requireNonNull(url))).isEqualTo("nothing");
    }

    @Test
    void neverKillsAProcessThatGotThePidOfAService() throws IOException {
        Done done = release("k1");
        Path identity = store.service(Objects.requireNonNull(done.outputs().get("release")))
                .resolve("identity");
        new LocalDeployments(fixture.state).stopAll();
        Process innocent = new ProcessBuilder("sleep", "600").start();
        try {
            String[] lines = Files.readString(identity).split("\n", -1);
            Files.writeString(
                    identity, lines[0].replaceFirst("^\\d+", Long.toString(innocent.pid())) + "\n" + lines[1]);

            assertThat(new LocalDeployments(fixture.state).stopAll()).isZero();

            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void keepsAServiceThatWasStartedBeforeThisProcess() throws Exception {
        Done done = release("k1");
        Path identity = store.service(Objects.requireNonNull(done.outputs().get("release")))
                .resolve("identity");
        long holder = ServiceIdentity.read(identity).orElseThrow().pid();
        String session = Files.readString(Path.of("/proc/" + holder + "/stat"))
                .split("\\) ", -1)[1]
                .split(" ", -1)[3];

        assertThat(session).as("a session of its own survives its parent").isEqualTo(Long.toString(holder));
    }

    private Done release(String key) {
        Effect effect = connector.prepare("deploy.release", "pipeline", "dev", Map.of(), fixture.context(key, "dev"));
        EffectOutcome outcome = connector.perform(effect, fixture.context(key, "dev"));
        assertThat(outcome).isInstanceOf(Done.class);
        return (Done) outcome;
    }

    /** As if killed after the old release was stopped and before the new one was started. */
    private Effect interruptedAfterStop(String key) throws IOException {
        Effect effect = connector.prepare("deploy.release", "pipeline", "dev", Map.of(), fixture.context(key, "dev"));
        begin(effect, key);
        ReleaseFiles.export(fixture.repository, effect.text("commit"), store.files(effect.text("release")));
        new LocalDeployments(fixture.state).stopAll();
        return effect;
    }

    private void begin(Effect effect, String key) {
        EnvironmentState state = store.load();
        var release = new Release(
                state.nextNumber(),
                effect.text("release"),
                effect.text("commit"),
                DeploymentFixture.RUN.value(),
                effect.text("command"),
                effect.text("health"),
                state.live(),
                Release.Progress.STARTING,
                Instant.now());
        store.save(state.with(release)
                .with(Operation.started(
                        key,
                        effect.digest().value(),
                        release.id(),
                        state.live(),
                        Objects.requireNonNull(state.port()),
                        Instant.now())));
    }
}
