package dev.builderos.sandbox.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.sandbox.Check;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobProbeTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(directory, (cluster, job) -> {});
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void claim(String access) {
        bench.cluster.put(new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("runner-home")
                .withNamespace(FakeCluster.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withAccessModes(access)
                .endSpec()
                .build());
    }

    private Check check(String name) {
        return bench.sandbox().checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aClusterThatHasEverythingIsFoundToHaveIt() {
        claim("ReadWriteMany");
        bench.cluster.allow("");
        assertThat(bench.sandbox().checks()).hasSize(4).allMatch(Check::ok);
    }

    @Test
    void everyRightThatIsMissingIsNamed() {
        bench.cluster.allow("secrets");
        assertThat(check("rights").ok()).isFalse();
        assertThat(check("rights").detail()).contains("create secrets").doesNotContain("jobs");
        assertThat(check("rights").need()).isEqualTo(Check.Need.REQUIRED);
    }

    @Test
    void everyRightIsAskedFor() {
        bench.cluster.allow("");
        bench.sandbox().checks();
        List<FakeCluster.Asked> asked = bench.cluster.asked("POST", "selfsubjectaccessreviews");
        int rights =
                JobProbe.RIGHTS.stream().mapToInt(right -> right.verbs().size()).sum();
        assertThat(asked).hasSize(rights).extracting(FakeCluster.Asked::body).doesNotHaveDuplicates();
    }

    @Test
    void aVolumeThatIsNotThereIsSaidToBeMissing() {
        assertThat(check("volume").detail()).contains("there is no PersistentVolumeClaim `runner-home`");
    }

    @Test
    void aVolumeForOneNodeIsNotEnough() {
        claim("ReadWriteOnce");
        assertThat(check("volume").ok()).isFalse();
        assertThat(check("volume").fix()).contains("ReadWriteMany");
    }

    @Test
    void aNetworkThatIsNotDeniedIsSaid() {
        bench.cluster.removePolicies();
        assertThat(check("network").ok()).isFalse();
    }

    @Test
    void aServerThatDoesNotAnswerIsSaidAndNothingIsThrown() {
        bench.cluster.stop();
        assertThat(bench.sandbox().checks())
                .filteredOn(check -> !check.name().equals("image"))
                .allSatisfy(check -> assertThat(check.ok()).isFalse())
                .allSatisfy(check -> assertThat(check.detail()).contains("did not answer"));
    }
}
