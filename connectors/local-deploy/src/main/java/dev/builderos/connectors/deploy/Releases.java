package dev.builderos.connectors.deploy;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.EffectOutcome.Done;
import dev.builderos.connectors.EffectOutcome.Failed;
import dev.builderos.connectors.FailureClass;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.contracts.effect.Effect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Performs one environment's operations, each recorded before it begins and after it ends. Every method that changes
 * something is called with the environment's lock held.
 */
final class Releases {
    private static final int FILES_KEPT = 5;
    private static final Pattern ENVIRONMENT = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final EnvironmentStore store;
    private final Switch services;

    Releases(EnvironmentStore store, Duration patience) {
        this.store = store;
        this.services = new Switch(store, patience);
    }

    static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    static String environmentName(String name) {
        if (!ENVIRONMENT.matcher(name).matches()) {
            throw new InvalidArguments(
                    "an environment is named by 1 to 63 lower-case letters, digits and dashes: " + name);
        }
        return name;
    }

    /** The port of the environment: as configured, else as chosen before, else chosen now and kept. */
    int port(@Nullable Integer configured) {
        EnvironmentState state = store.load();
        if (configured != null) {
            return configured;
        }
        if (state.port() != null) {
            return state.port();
        }
        return store.choosingPort(() -> {
            Set<Integer> taken = new HashSet<>();
            for (EnvironmentStore other : EnvironmentStore.all(store.root())) {
                Integer port = other.load().port();
                if (port != null) {
                    taken.add(port);
                }
            }
            int port = Ports.choose(store.project() + "/" + store.environment(), taken)
                    .orElseThrow(() -> new ConnectorFailure(FailureClass.INFRASTRUCTURE, "no free TCP port"));
            store.save(state.withPort(port));
            return port;
        });
    }

    EffectOutcome perform(Effect effect, EffectContext context) {
        Optional<EffectOutcome> before = settled(effect, context.idempotencyKey());
        if (before.isPresent()) {
            return before.get();
        }
        EnvironmentState state = store.load();
        Optional<String> changed = changed(effect, state);
        if (changed.isPresent()) {
            return new Failed(FailureClass.INVALID_OUTPUT, changed.get() + "; nothing was deployed");
        }
        int port = (Integer) Objects.requireNonNull(effect.arguments().get("port"));
        Optional<Release> previous = state.liveRelease();
        Optional<Switch.Failure> inTheWay = inTheWay(effect, port, state, previous);
        if (inTheWay.isPresent()) {
            return new Failed(inTheWay.get().failureClass(), inTheWay.get().message());
        }
        Optional<Release> target = target(effect, state, context);
        target.ifPresent(release -> export(context.repository(), release));

        var operation = Operation.started(
                context.idempotencyKey(),
                effect.digest().value(),
                effect.textOrNull("release"),
                state.live(),
                port,
                Instant.now());
        EnvironmentState begun = state.with(operation);
        if (target.isPresent()) {
            begun = begun.with(target.get());
        }
        store.save(begun);
        context.log()
                .accept(target.map(release -> "starting release " + release.id() + " on port " + port)
                        .orElse("taking " + store.environment() + " down"));
        return carryOut(begun, operation);
    }

    /** What became of an earlier performance under this key; one that was interrupted is settled first. */
    Optional<EffectOutcome> settled(Effect effect, String key) {
        EnvironmentState state = store.load();
        Optional<Operation> interrupted = state.interrupted();
        if (interrupted.isPresent()) {
            state = settle(state, interrupted.get());
        }
        Optional<Operation> earlier = state.operation(key);
        if (earlier.isEmpty()) {
            return Optional.empty();
        }
        if (!earlier.get().effectDigest().equals(effect.digest().value())) {
            return Optional.of(new Failed(
                    FailureClass.INVALID_OUTPUT, "another effect was performed under the idempotency key " + key));
        }
        return Optional.ofNullable(earlier.get().outcome());
    }

    /** Finishes the operation if its release runs, or if there was only something to stop; else undoes and forgets it. */
    private EnvironmentState settle(EnvironmentState state, Operation operation) {
        Optional<Release> target = release(state, operation.target());
        boolean finishing =
                target.isEmpty() || new Service(store.service(target.get().id())).isRunning();
        if (finishing && carryOut(state, operation) instanceof Done) {
            return store.load();
        }
        if (!finishing) {
            undo(state, operation);
        }
        EnvironmentState forgotten = state.without(operation);
        return store.save(target.filter(release -> release.progress() == Release.Progress.STARTING)
                .map(forgotten::without)
                .orElse(forgotten));
    }

    /** From the recorded start of an operation to its recorded end. Repeatable. */
    private EffectOutcome carryOut(EnvironmentState begun, Operation operation) {
        int port = operation.port();
        Optional<Release> previous = release(begun, operation.previous());
        Optional<Release> target = release(begun, operation.target());
        EnvironmentState state = begun.withPort(port);
        previous.filter(release -> !release.id().equals(operation.target())).ifPresent(services::takeDown);
        Optional<Switch.Failure> failure = target.flatMap(release -> services.bringUp(state, release));
        if (failure.isPresent()) {
            String restored = undo(begun, operation);
            var failed = new Failed(failure.get().failureClass(), failure.get().message() + "\n" + restored);
            EnvironmentState after = begun.with(operation.ended(failed));
            if (target.isPresent() && target.get().progress() == Release.Progress.STARTING) {
                after = after.with(target.get().with(Release.Progress.FAILED));
            }
            store.save(after);
            return failed;
        }
        Done done = done(target, previous, port);
        EnvironmentState after = state.with(operation.ended(done)).withLive(operation.target());
        if (target.isPresent()) {
            after = after.with(target.get().with(Release.Progress.SERVED));
        }
        store.save(after);
        prune(after);
        return done;
    }

    /** Stops the new release and starts the old one again; says how that went. */
    private String undo(EnvironmentState state, Operation operation) {
        boolean interrupted = Thread.interrupted();
        try {
            release(state, operation.target()).ifPresent(services::takeDown);
            Optional<Release> previous = release(state, operation.previous());
            if (previous.isEmpty()) {
                return "nothing was live before, and nothing is now";
            }
            return services.bringUp(state, previous.get())
                    .map(failure -> "release " + previous.get().id() + ", which was live before, did not come back: "
                            + failure.message())
                    .orElse("release " + previous.get().id() + " is live again");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Why the effect no longer fits the environment, if so: an approval is for what was shown, not for what came since. */
    private static Optional<String> changed(Effect effect, EnvironmentState state) {
        if (!Objects.equals(effect.textOrNull("previous"), state.live())) {
            return Optional.of("since this was prepared, " + (state.live() == null ? "nothing" : state.live())
                    + " has become the live release of " + state.environment());
        }
        String release = effect.textOrNull("release");
        boolean makesRelease = !effect.tool().equals(DeployConnector.ROLLBACK);
        if (makesRelease
                && !Release.id(state.nextNumber(), effect.text("commit")).equals(release)) {
            return Optional.of("since this was prepared, another release was made for " + state.environment());
        }
        if (!makesRelease && release != null && state.release(release).isEmpty()) {
            return Optional.of("there is no release " + release);
        }
        return Optional.empty();
    }

    private Optional<Switch.Failure> inTheWay(
            Effect effect, int port, EnvironmentState state, Optional<Release> previous) {
        if (effect.textOrNull("release") == null) {
            return Optional.empty();
        }
        boolean ours = previous.filter(release -> new Service(store.service(release.id())).isRunning())
                        .isPresent()
                && Objects.equals(state.port(), port);
        return ours ? Optional.empty() : Switch.taken(port);
    }

    private Optional<Release> target(Effect effect, EnvironmentState state, EffectContext context) {
        String id = effect.textOrNull("release");
        if (id == null) {
            return Optional.empty();
        }
        if (effect.tool().equals(DeployConnector.ROLLBACK)) {
            return state.release(id);
        }
        return Optional.of(new Release(
                state.nextNumber(),
                id,
                effect.text("commit"),
                context.runId().value(),
                effect.text("command"),
                effect.text("health"),
                state.live(),
                Release.Progress.STARTING,
                Instant.now().truncatedTo(ChronoUnit.MILLIS)));
    }

    private void export(Path repository, Release release) {
        try {
            ReleaseFiles.export(repository, release.commit(), store.files(release.id()));
        } catch (IOException unwritable) {
            throw new ConnectorFailure(
                    FailureClass.INFRASTRUCTURE, "release " + release.id() + " could not be exported: " + unwritable);
        }
    }

    /** Keeps the files of the last releases, of the live one and of the one a rollback would start. */
    private void prune(EnvironmentState state) {
        Set<String> kept = new HashSet<>();
        state.releases().reversed().stream()
                .filter(release -> release.progress() == Release.Progress.SERVED)
                .limit(FILES_KEPT)
                .forEach(release -> kept.add(release.id()));
        state.liveRelease().ifPresent(release -> {
            kept.add(release.id());
            if (release.replaced() != null) {
                kept.add(release.replaced());
            }
        });
        try {
            ReleaseFiles.prune(store.directory().resolve("releases"), kept);
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
    }

    private static Optional<Release> release(EnvironmentState state, @Nullable String id) {
        return Optional.ofNullable(id).flatMap(state::release);
    }

    private Done done(Optional<Release> target, Optional<Release> previous, int port) {
        Map<String, String> outputs = new LinkedHashMap<>();
        previous.ifPresent(release -> outputs.put("previous", release.id()));
        if (target.isEmpty()) {
            String summary = store.project() + " in " + store.environment() + " is taken down";
            return new Done(summary, outputs, summary);
        }
        outputs.put("release", target.get().id());
        outputs.put("commit", target.get().commit());
        outputs.put("port", Integer.toString(port));
        outputs.put("url", url(port));
        String summary = "release " + target.get().id() + " is live in " + store.environment() + " at " + url(port);
        return new Done(summary, outputs, summary);
    }
}
