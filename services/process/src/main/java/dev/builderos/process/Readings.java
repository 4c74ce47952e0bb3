package dev.builderos.process;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.jboss.logging.Logger;

/** What a check says of something that was written. */
final class Readings {
    private static final Logger LOG = Logger.getLogger(Readings.class);

    private Readings() {}

    /** Up when it was written in time; else down, with what went wrong in the log and its kind in the answer. */
    static Uni<HealthCheckResponse> of(String name, Uni<Void> written, Duration patience) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(name);
        return written.ifNoItem()
                .after(patience)
                .fail()
                .map(done -> response.up().build())
                .onFailure()
                .invoke(failure -> LOG.warnf("not ready check=%s reason=%s", name, failure.getMessage()))
                .onFailure()
                .recoverWithItem(failure -> response.down()
                        .withData("failure", failure.getClass().getSimpleName())
                        .build());
    }
}
