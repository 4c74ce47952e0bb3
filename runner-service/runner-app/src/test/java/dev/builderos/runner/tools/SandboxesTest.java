package dev.builderos.runner.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.sandbox.Check;
import dev.builderos.sandbox.OutputSink;
import dev.builderos.sandbox.RemoteSandbox;
import dev.builderos.sandbox.Running;
import dev.builderos.sandbox.SandboxCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SandboxesTest {
    /** A cluster that says what it is told to. */
    private static final class Jobs implements RemoteSandbox {
        private final List<String> cleared = new ArrayList<>();
        private boolean works = true;
        private boolean clears = true;
        private int asked;

        @Override
        public List<Check> checks() {
            asked++;
            return List.of(new Check("rights", works, "no right", "apply it", Check.Need.REQUIRED));
        }

        @Override
        public String image() {
            return "tools@sha256:ab";
        }

        @Override
        public void clear(String org, String run, Duration atMost) throws IOException {
            if (!clears) {
                throw new IOException("a node is away");
            }
            cleared.add(org + "/" + run);
        }

        @Override
        public Running start(SandboxCommand command, OutputSink sink) {
            throw new AssertionError("nothing is started here");
        }

        @Override
        public String name() {
            return "jobs";
        }
    }

    private final Jobs jobs = new Jobs();
    private final Sandboxes here = new Sandboxes("bubblewrap", Optional.empty());
    private final Sandboxes cluster = new Sandboxes("jobs", Optional.of(jobs));

    @Test
    void whoAsksToBeConfinedIsConfinedAsTheRunnerDoesIt() {
        assertThat(here.forNewRun("bubblewrap")).isEqualTo("bubblewrap");
        assertThat(cluster.forNewRun("bubblewrap")).isEqualTo("jobs");
        assertThat(cluster.named("jobs")).isSameAs(jobs);
        assertThat(cluster.forNewRun("none")).isEqualTo("none");
    }

    @Test
    void aRunnerThatStartsJobsRunsNothingUnconfined() {
        assertThat(here.named("none").name()).isEqualTo("none");
        assertThatThrownBy(() -> cluster.named("none"))
                .isInstanceOf(Sandboxes.Unavailable.class)
                .hasMessageContaining("token of the cluster");
    }

    @Test
    void jobsAreNotReplacedByAnythingElse() {
        assertThatThrownBy(() -> here.named("jobs"))
                .isInstanceOf(Sandboxes.Unavailable.class)
                .hasMessageContaining("BUILDEROS_RUNNER_SANDBOX");
        assertThatThrownBy(() -> new Sandboxes("jobs", Optional.empty())).isInstanceOf(Sandboxes.Unavailable.class);
        assertThatThrownBy(() -> new Sandboxes("none", Optional.empty()))
                .hasMessageContaining("there are bubblewrap and jobs");
    }

    @Test
    void aClusterThatLacksSomethingIsAskedUntilItHasIt() {
        jobs.works = false;
        assertThatThrownBy(() -> cluster.named("jobs")).hasMessageContaining("no right (apply it)");
        jobs.works = true;
        cluster.named("jobs");
        cluster.named("jobs");
        assertThat(jobs.asked).isEqualTo(2);
    }

    @Test
    void hostsAreNotToBeHadInJobs() {
        assertThatThrownBy(() -> cluster.requireNetwork("jobs"))
                .isInstanceOf(Sandboxes.Unavailable.class)
                .hasMessageContaining("request by request");
    }

    @Test
    void aRunIsNotClearUnlessThatIsKnownInTime() {
        cluster.clear("acme", "run-1", Duration.ofMinutes(1));
        assertThat(jobs.cleared).containsExactly("acme/run-1");
        assertThatThrownBy(() -> cluster.clear("acme", "run-1", Duration.ZERO)).hasMessageContaining("took too long");
        jobs.clears = false;
        assertThatThrownBy(() -> cluster.clear("acme", "run-1", Duration.ofMinutes(1)))
                .isInstanceOf(Sandboxes.Unavailable.class)
                .hasMessageContaining("a node is away");
    }

    @Test
    void anImageDecidesWhatACommandDoes() {
        assertThat(cluster.image("jobs")).isEqualTo("tools@sha256:ab");
        assertThat(here.image("bubblewrap")).isEqualTo(System.getProperty("java.version"));
        assertThat(Sandboxes.confines("jobs")).isTrue();
        assertThat(Sandboxes.confines("none")).isFalse();
    }
}
