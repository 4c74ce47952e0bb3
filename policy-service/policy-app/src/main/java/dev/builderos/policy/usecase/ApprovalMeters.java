package dev.builderos.policy.usecase;

import dev.builderos.policy.domain.Approval;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** How long requests for approval waited for their answer. */
final class ApprovalMeters {
    private static final Timer GRANTED = wait("granted");
    private static final Timer DENIED = wait("denied");
    private static final Timer EDITED = wait("edited");
    private static final Timer EXPIRED = wait("expired");

    private ApprovalMeters() {}

    private static Timer wait(String outcome) {
        return Timer.builder("builderos.approval.wait")
                .tag("outcome", outcome)
                .serviceLevelObjectives(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(15),
                        Duration.ofHours(1),
                        Duration.ofHours(4),
                        Duration.ofDays(1))
                .register(Metrics.globalRegistry);
    }

    static void changed(Approval approval) {
        switch (approval.state()) {
            case GRANTED -> answered(GRANTED, approval);
            case DENIED -> answered(DENIED, approval);
            case EDITED -> answered(EDITED, approval);
            case EXPIRED -> EXPIRED.record(Duration.between(approval.requestedAt(), approval.expiresAt()));
            case PENDING, WITHDRAWN -> {} // somebody still waits, or nobody any more
        }
    }

    private static void answered(Timer wait, Approval approval) {
        wait.record(Duration.between(
                approval.requestedAt(), approval.answers().getLast().at()));
    }
}
