package dev.builderos.connectors.deploy;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.runner.DeploymentList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is deployed on this machine, for listing it and for stopping it.
 *
 * <p>Blocking; safe for use by many threads and processes. A record that cannot be read is a {@link ConnectorFailure}.
 */
public final class LocalDeployments {
    private final Path stateDirectory;

    /**
     * Opens the deployments of a server.
     *
     * @param stateDirectory the same as in every {@link dev.builderos.connectors.EffectContext}
     */
    public LocalDeployments(Path stateDirectory) {
        this.stateDirectory = stateDirectory.toAbsolutePath().normalize();
    }

    /** The releases that have served, newest first within each environment. */
    public DeploymentList history(ProjectId project) {
        var entries = new ArrayList<DeploymentList.Entry>();
        for (EnvironmentStore store : EnvironmentStore.all(stateDirectory)) {
            if (store.project().equals(project.value())) {
                entries.addAll(history(store));
            }
        }
        return new DeploymentList(entries);
    }

    private static List<DeploymentList.Entry> history(EnvironmentStore store) {
        EnvironmentState state = store.load();
        return state.releases().reversed().stream()
                .filter(release -> release.progress() == Release.Progress.SERVED)
                .map(release -> {
                    boolean live =
                            release.id().equals(state.live()) && new Service(store.service(release.id())).isRunning();
                    return new DeploymentList.Entry(
                            store.environment(),
                            release.id(),
                            release.commit(),
                            release.run(),
                            live && state.port() != null ? Releases.url(state.port()) : null,
                            live,
                            release.deployedAt());
                })
                .toList();
    }

    /**
     * Stops the service of an environment. Its live release stays the one that {@link #start} starts again.
     *
     * @return whether one was running
     */
    public boolean stop(ProjectId project, String environment) {
        return stop(new EnvironmentStore(stateDirectory, project.value(), Releases.environmentName(environment)));
    }

    /** Stops every service of this server; returns how many were running. */
    public int stopAll() {
        int stopped = 0;
        for (EnvironmentStore store : EnvironmentStore.all(stateDirectory)) {
            if (stop(store)) {
                stopped++;
            }
        }
        return stopped;
    }

    /**
     * Starts the live release of an environment again, after a stop or a restart of the machine.
     *
     * @return whether a service runs now
     * @throws ConnectorFailure when it does not come up
     */
    public boolean start(ProjectId project, String environment) {
        var store = new EnvironmentStore(stateDirectory, project.value(), Releases.environmentName(environment));
        return store.locked(() -> {
            EnvironmentState state = store.load();
            var live = state.liveRelease();
            if (live.isEmpty()) {
                return false;
            }
            new Switch(store, Switch.PATIENCE).bringUp(state, live.get()).ifPresent(failed -> {
                throw new ConnectorFailure(failed.failureClass(), failed.message());
            });
            return true;
        });
    }

    private static boolean stop(EnvironmentStore store) {
        return store.locked(() -> {
            boolean running = false;
            for (Release release : store.load().releases()) {
                running |= new Service(store.service(release.id())).stop();
            }
            return running;
        });
    }
}
