package dev.builderos.runner.config;

import dev.builderos.runner.store.BlobStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The store of artifacts and log segments keeps what it is given. */
@Readiness
@ApplicationScoped
class ArtifactsReadiness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(ArtifactsReadiness.class);

    private final BlobStore blobs;
    private final Duration patience;
    private @Nullable CompletableFuture<Void> running;

    ArtifactsReadiness(BlobStore blobs, RunnerConfig config) {
        this.blobs = blobs;
        this.patience = config.artifactsPatience();
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("artifacts");
        try {
            probe().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return response.up().build();
        } catch (ExecutionException failed) {
            Throwable why = failed.getCause() == null ? failed : failed.getCause();
            LOG.warnf("not ready check=artifacts reason=%s", why.getMessage());
            return down(response, why);
        } catch (TimeoutException late) {
            LOG.warn("not ready check=artifacts reason=the store does not answer");
            return down(response, late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return down(response, stopped);
        }
    }

    /** One at a time, however many ask: a store that is silent shall not hold a thread for each question. */
    private synchronized CompletableFuture<Void> probe() {
        CompletableFuture<Void> current = running;
        if (current == null || current.isDone()) {
            current = CompletableFuture.runAsync(
                    blobs::probe,
                    task -> Thread.ofVirtual().name("artifacts-probe").start(task));
            running = current;
        }
        return current;
    }

    private static HealthCheckResponse down(HealthCheckResponseBuilder response, Throwable why) {
        return response.down()
                .withData("failure", why.getClass().getSimpleName())
                .build();
    }
}
