package dev.builderos.policy.config;

import dev.builderos.policy.usecase.ExpireApprovals;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Closes overdue requests for approval every few seconds. An answer that comes in between is refused by itself. */
@ApplicationScoped
class ExpirySweep {
    private final ExpireApprovals expireApprovals;

    ExpirySweep(ExpireApprovals expireApprovals) {
        this.expireApprovals = expireApprovals;
    }

    @Scheduled(
            identity = "policy-expiry",
            every = "{builderos.policy.expiry-sweep}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return expireApprovals.apply().replaceWithVoid();
    }
}
