package dev.builderos.process;

import dev.builderos.bus.Transport;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The bus stores what it is given. */
@Readiness
@ApplicationScoped
class BusReadiness implements AsyncHealthCheck {
    private final Transport transport;
    private final ProcessConfig config;

    BusReadiness(Transport transport, ProcessConfig config) {
        this.transport = transport;
        this.config = config;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Readings.of("bus", transport.probe(), config.patience());
    }
}
