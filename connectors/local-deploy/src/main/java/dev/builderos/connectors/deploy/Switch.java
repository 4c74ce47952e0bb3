package dev.builderos.connectors.deploy;

import dev.builderos.connectors.FailureClass;
import dev.builderos.sandbox.SandboxUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Starts and stops the services of one environment; its caller holds the environment's lock. */
record Switch(EnvironmentStore store, Duration patience) {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Why a service does not serve. */
    record Failure(FailureClass failureClass, String message) {}

    /** Makes sure that the release serves; does nothing when it already does. Its files must be there. */
    Optional<Failure> bringUp(EnvironmentState state, Release release) {
        int port = Objects.requireNonNull(state.port(), "a release has a port");
        var service = new Service(store.service(release.id()));
        try {
            if (!service.isRunning()) {
                Optional<Failure> taken = taken(port);
                if (taken.isPresent()) {
                    return taken;
                }
                if (!Files.isDirectory(store.files(release.id()))) {
                    return failure(FailureClass.INFRASTRUCTURE, "the files of release " + release.id() + " are gone");
                }
                service.start(
                        store.files(release.id()),
                        release.command(),
                        Map.of(
                                "PORT", Integer.toString(port),
                                "BUILDEROS_ENV", store.environment(),
                                "BUILDEROS_RELEASE", release.id()));
            }
            return judged(Health.await(service, port, release.healthPath(), patience), service, release, port);
        } catch (SandboxUnavailable unsafe) {
            return failure(FailureClass.INFRASTRUCTURE, String.valueOf(unsafe.getMessage()));
        } catch (IOException broken) {
            return failure(FailureClass.INFRASTRUCTURE, "release " + release.id() + " could not be started: " + broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return failure(FailureClass.INFRASTRUCTURE, "interrupted while starting release " + release.id());
        }
    }

    void takeDown(Release release) {
        new Service(store.service(release.id())).stop();
    }

    /** Whether something that is not one of our services is in the way. */
    static Optional<Failure> taken(int port) {
        if (Ports.isFree(port)) {
            return Optional.empty();
        }
        OptionalLong by = Ports.listener(port);
        return failure(
                FailureClass.INFRASTRUCTURE,
                "port " + port + " is taken by "
                        + (by.isPresent() ? "process " + by.getAsLong() : "another process")
                        + "; stop it, or set another port"
                        + " for the environment in builderos.yaml");
    }

    private Optional<Failure> judged(Health.Verdict verdict, Service service, Release release, int port) {
        String name = "release " + release.id();
        return switch (verdict) {
            case Health.Verdict.Serving serving -> Optional.empty();
            case Health.Verdict.Exited exited ->
                failure(FailureClass.INFRASTRUCTURE, name + " ended instead of serving" + printed(service));
            case Health.Verdict.Silent silent ->
                failure(
                        FailureClass.INFRASTRUCTURE,
                        name + " did not serve " + release.healthPath() + " on port " + port + " within "
                                + patience.toSeconds() + " s (" + silent.last() + ")" + printed(service));
            case Health.Verdict.Foreign foreign ->
                failure(
                        FailureClass.INFRASTRUCTURE,
                        "process " + foreign.pid() + " answers on port " + port + " in the place of " + name
                                + printed(service));
        };
    }

    private static String printed(Service service) {
        String tail = service.tail();
        return tail.isBlank() ? "; it printed nothing" : "; its output ends:\n" + tail;
    }

    private static Optional<Failure> failure(FailureClass failureClass, String message) {
        return Optional.of(new Failure(failureClass, message));
    }
}
