package dev.builderos.policy.config;

import dev.builderos.policy.usecase.KeepCheckpoints;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks every second whether a checkpoint of the audit log is due. */
@ApplicationScoped
class CheckpointSweep {
    private final KeepCheckpoints checkpoints;

    CheckpointSweep(KeepCheckpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    @Scheduled(
            identity = "policy-checkpoints",
            every = "{builderos.policy.audit.sweep}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sweep() {
        checkpoints.apply();
    }
}
