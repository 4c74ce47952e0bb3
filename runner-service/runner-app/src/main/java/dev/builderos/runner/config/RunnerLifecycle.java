package dev.builderos.runner.config;

import dev.builderos.bus.OutboxRelay;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.usecase.ReceiveDeliveries;
import dev.builderos.runner.usecase.Retention;
import dev.builderos.runner.usecase.Runs;
import dev.builderos.runner.usecase.SteerRuns;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;

/** Starts the runner when everything it needs is there, and ends its work before the rest goes. */
@ApplicationScoped
public class RunnerLifecycle {
    private static final Logger LOG = Logger.getLogger(RunnerLifecycle.class);

    private final OutboxRelay relay;
    private final Runs runs;
    private final SteerRuns steerRuns;
    private final ReceiveDeliveries deliveries;
    private final Retention retention;
    private final KnownSecrets secrets;
    private final BlobStore blobs;

    RunnerLifecycle(
            @Named(RunnerBeans.RELAY) OutboxRelay relay,
            Runs runs,
            SteerRuns steerRuns,
            ReceiveDeliveries deliveries,
            Retention retention,
            KnownSecrets secrets,
            BlobStore blobs) {
        this.blobs = blobs;
        this.secrets = secrets;
        this.relay = relay;
        this.runs = runs;
        this.steerRuns = steerRuns;
        this.deliveries = deliveries;
        this.retention = retention;
    }

    /** What the settings name and is not there ends the process; what is away is waited for, not ready. */
    private void lookForArtifacts() {
        try {
            blobs.probe();
        } catch (UncheckedIOException away) {
            LOG.errorf("%s; steps fail that keep anything until it is back", away.getMessage());
        }
    }

    void start(@Observes StartupEvent event) {
        ServerLogRedaction.install(secrets);
        lookForArtifacts();
        relay.start();
        runs.start();
        steerRuns.start();
        deliveries.start();
        retention.start();
    }

    void stop(@Observes ShutdownEvent event) {
        retention.stop();
        deliveries.stop();
        steerRuns.stop();
        runs.stop();
    }
}
