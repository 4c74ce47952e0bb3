package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.Outcome;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;

/** What a pod's status says of the command in it. */
sealed interface PodState {

    /** Nothing of the command was executed yet. */
    record Waiting() implements PodState {}

    /** Nothing of it was executed, and nothing will be unless somebody changes something. */
    record Stuck(String reason) implements PodState {}

    record Running() implements PodState {}

    record Ended(Outcome outcome) implements PodState {}

    /** Reasons of Kubernetes for which a container waits, and would wait on. */
    Set<String> HOPELESS = Set.of(
            "ErrImageNeverPull",
            "ImageInspectError",
            "ImagePullBackOff",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");

    /** Reasons for which a container that is said to have ended never began. */
    Set<String> NOT_BEGUN = Set.of("StartError", "ContainerCannotRun", "ContainerCreateError");

    String OUT_OF_MEMORY = "OOMKilled";

    static PodState of(Pod pod) {
        if (pod.getStatus() == null) {
            return new Waiting();
        }
        Optional<ContainerState> state = pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getName().equals(JobManifest.CONTAINER))
                .map(ContainerStatus::getState)
                .filter(found -> found != null)
                .findFirst();
        Optional<ContainerStateTerminated> terminated = state.map(ContainerState::getTerminated);
        if (terminated.isPresent()) {
            return ended(pod, terminated.get());
        }
        boolean running = state.map(ContainerState::getRunning).isPresent();
        if ("Failed".equals(pod.getStatus().getPhase())) {
            // Evicted, or refused by its node: what became of the container nobody says.
            String why = reason(pod);
            return new Ended(running || hasBegun(pod) ? new Outcome.Lost(why) : new Outcome.FailedToStart(why));
        }
        if (running) {
            return new Running();
        }
        return state.map(ContainerState::getWaiting)
                .filter(waiting -> HOPELESS.contains(waiting.getReason()))
                .<PodState>map(waiting -> new Stuck(reason(waiting)))
                .orElseGet(Waiting::new);
    }

    private static PodState ended(Pod pod, ContainerStateTerminated terminated) {
        if (NOT_BEGUN.contains(terminated.getReason())) {
            return new Ended(new Outcome.FailedToStart(terminated.getReason() + ": " + terminated.getMessage()));
        }
        if (OUT_OF_MEMORY.equals(terminated.getReason()) && terminated.getExitCode() != 0) {
            return new Ended(new Outcome.OutOfMemory());
        }
        if ("Failed".equals(pod.getStatus().getPhase()) && pod.getStatus().getReason() != null) {
            // Ended from outside, for what the node or the cluster needed; the exit code is that of the killing.
            return new Ended(new Outcome.Lost(reason(pod)));
        }
        return new Ended(Outcome.ofStatus(terminated.getExitCode()));
    }

    private static boolean hasBegun(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .anyMatch(status -> status.getName().equals(JobManifest.CONTAINER)
                        && (Boolean.TRUE.equals(status.getStarted())
                                || (status.getContainerID() != null
                                        && !status.getContainerID().isEmpty())));
    }

    private static String reason(Pod pod) {
        String reason = pod.getStatus().getReason();
        String message = pod.getStatus().getMessage();
        return "Kubernetes ended the pod: " + (reason == null ? "no reason is given" : reason)
                + (message == null ? "" : " (" + message + ")");
    }

    private static String reason(ContainerStateWaiting waiting) {
        return "the container does not start: " + waiting.getReason()
                + (waiting.getMessage() == null ? "" : " (" + waiting.getMessage() + ")");
    }
}
