package dev.builderos.sandbox.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.sandbox.Outcome;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodStateTest {
    private static PodState of(PodStatus status) {
        Pod pod = new PodBuilder().withStatus(status).build();
        return PodState.of(pod);
    }

    private static Outcome ended(PodStatus status) {
        return ((PodState.Ended) of(status)).outcome();
    }

    @Test
    void anExitCodeIsReadAsShellsReadIt() {
        assertThat(ended(Statuses.ended(0, "Completed"))).isEqualTo(new Outcome.Exited(0));
        assertThat(ended(Statuses.ended(42, "Error"))).isEqualTo(new Outcome.Exited(42));
        assertThat(ended(Statuses.ended(137, "Error"))).isEqualTo(new Outcome.Signalled(9));
    }

    @Test
    void memoryThatRanOutIsNoSignal() {
        assertThat(ended(Statuses.ended(137, "OOMKilled"))).isEqualTo(new Outcome.OutOfMemory());
    }

    @Test
    void aProgramThatSucceededHadEnoughMemory() {
        assertThat(ended(Statuses.ended(0, "OOMKilled"))).isEqualTo(new Outcome.Exited(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"StartError", "ContainerCannotRun"})
    void aContainerThatDidNotBeginExecutedNothing(String reason) {
        assertThat(ended(Statuses.ended(128, reason)))
                .isInstanceOfSatisfying(
                        Outcome.FailedToStart.class,
                        failed -> assertThat(failed.reason()).contains(reason));
    }

    @Test
    void whatAnEvictedPodDidIsNotKnown() {
        var killed = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(137)
                .withReason("Error")
                .endTerminated()
                .build();
        assertThat(ended(Statuses.failed("Evicted", killed)))
                .isInstanceOfSatisfying(
                        Outcome.Lost.class,
                        lost -> assertThat(lost.reason()).contains("Evicted", "said by the cluster"));
    }

    @Test
    void aPodThatItsNodeDidNotTakeExecutedNothing() {
        assertThat(ended(Statuses.failed("OutOfcpu", null))).isInstanceOf(Outcome.FailedToStart.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError"})
    void waitingInVainIsTold(String reason) {
        assertThat(of(Statuses.waiting(reason)))
                .isInstanceOfSatisfying(
                        PodState.Stuck.class,
                        stuck -> assertThat(stuck.reason()).contains(reason, "said by the node"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ContainerCreating", "ErrImagePull", "PodInitializing"})
    void waitingThatMayEndIsWaiting(String reason) {
        assertThat(of(Statuses.waiting(reason))).isInstanceOf(PodState.Waiting.class);
    }

    @Test
    void runningIsRunning() {
        assertThat(of(Statuses.running())).isInstanceOf(PodState.Running.class);
    }
}
