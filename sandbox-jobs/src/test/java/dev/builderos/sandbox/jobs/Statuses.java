package dev.builderos.sandbox.jobs;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.jspecify.annotations.Nullable;

/** What nodes say of pods. */
final class Statuses {
    private Statuses() {}

    static PodStatus running() {
        return of(
                "Running",
                new ContainerStateBuilder()
                        .withNewRunning("2026-11-30T12:00:00Z")
                        .build());
    }

    static PodStatus ended(int code, String reason) {
        return of(
                code == 0 ? "Succeeded" : "Failed",
                new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(code)
                        .withReason(reason)
                        .withMessage("said by the runtime")
                        .endTerminated()
                        .build());
    }

    static PodStatus waiting(String reason) {
        return of(
                "Pending",
                new ContainerStateBuilder()
                        .withNewWaiting("said by the node", reason)
                        .build());
    }

    static PodStatus failed(String reason, @Nullable ContainerState state) {
        return new PodStatusBuilder(of("Failed", state == null ? new ContainerState() : state))
                .withReason(reason)
                .withMessage("said by the cluster")
                .build();
    }

    private static PodStatus of(String phase, ContainerState state) {
        return new PodStatusBuilder()
                .withPhase(phase)
                .addNewContainerStatus()
                .withName("command")
                .withState(state)
                .endContainerStatus()
                .build();
    }
}
