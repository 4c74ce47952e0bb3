package dev.builderos.sandbox.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.Origin;
import dev.builderos.sandbox.SandboxCommand;
import dev.builderos.sandbox.Shadows;
import dev.builderos.sandbox.WorkspaceAccess;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobManifestTest {
    private static final String IMAGE = "registry.example.com/tools@sha256:" + "ab".repeat(32);
    private static final Path GOLDEN = Path.of("src/test/resources");
    private static final Origin ORIGIN =
            new Origin("acme", "0193aaaa-0000-7000-8000-000000000001", "build[linux]/1", "call-7", 3);
    private static final Shadows.Cover COVER =
            new Shadows.Cover(List.of(Path.of("config")), List.of(Path.of(".git"), Path.of("config/hooks")), List.of());
    private static final SandboxCommand COMMAND = SandboxCommand.of(
                    List.of("/bin/sh", "-c", "echo $HOME $(TOKEN) $$"), Path.of("/home/workspaces/run-1"))
            .withWorkingDirectory(Path.of("app"))
            .withEnvironment(Map.of("TOKEN", "s3cret-value", "PLAIN", "a=b"))
            .withLimits(new Limits(Duration.ofMinutes(10), 1_000, 1L << 30, 200, 1L << 20));

    private static JobSettings settings(Map<String, String> nodes, Optional<String> runtimeClass) {
        return new JobSettings(
                "builderos",
                IMAGE,
                "runner-home",
                Path.of("/home"),
                10001,
                "2",
                nodes,
                runtimeClass,
                JobSettings.Patience.DEFAULT);
    }

    private static Job job(SandboxCommand command, JobSettings settings) {
        return JobManifest.job(settings, command, ORIGIN, Path.of("workspaces/run-1"), COVER, "5ta47");
    }

    @Test
    void isAsRestrictedAsAPodCanBe() throws IOException {
        golden("job.yaml", job(COMMAND, settings(Map.of(), Optional.empty())));
    }

    @Test
    void goesToTheNodesAndTheRuntimeThatAreChosen() throws IOException {
        golden(
                "job-in-gvisor.yaml",
                job(
                        COMMAND.withAccess(WorkspaceAccess.READ_ONLY),
                        settings(Map.of("pool", "commands", "arch", "arm64"), Optional.of("gvisor"))));
    }

    @Test
    void variablesAreInASecretThatGoesWithItsJob() throws IOException {
        Job made = job(COMMAND, settings(Map.of(), Optional.empty()));
        made.getMetadata().setUid("11111111-2222-3333-4444-555555555555");
        golden("secret.yaml", JobManifest.secret(COMMAND, ORIGIN, "5ta47", made));
        assertThat(Serialization.asYaml(made)).doesNotContain("s3cret-value", "PLAIN");
    }

    @Test
    void theSameCommandHasTheSameNameUnderAnyLease() {
        Origin later = new Origin(ORIGIN.org(), ORIGIN.run(), ORIGIN.step(), ORIGIN.call(), 4);
        Origin other = new Origin(ORIGIN.org(), ORIGIN.run(), ORIGIN.step(), "call-8", 3);
        assertThat(JobName.of(later)).isEqualTo(JobName.of(ORIGIN)).matches("[a-z0-9-]{1,54}");
        assertThat(JobName.of(other)).isNotEqualTo(JobName.of(ORIGIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools",
                "tools:1.2",
                "tools@sha256:abc",
                "tools@sha512:abababababababababababababababababababababababababababababababab",
                "a b@sha256:abababababababababababababababababababababababababababababababab"
            })
    void anImageThatIsNotPinnedIsRefused(String image) {
        assertThatThrownBy(() -> new JobSettings(
                        "n",
                        image,
                        "c",
                        Path.of("/home"),
                        10001,
                        "2",
                        Map.of(),
                        Optional.empty(),
                        JobSettings.Patience.DEFAULT))
                .hasMessageContaining("pinned by its digest");
    }

    @Test
    void rootIsRefused() {
        assertThatThrownBy(() -> new JobSettings(
                        "n",
                        IMAGE,
                        "c",
                        Path.of("/home"),
                        0,
                        "2",
                        Map.of(),
                        Optional.empty(),
                        JobSettings.Patience.DEFAULT))
                .hasMessageContaining("above 0");
    }

    private static void golden(String name, Object made) throws IOException {
        String yaml = Serialization.asYaml(made);
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, yaml);
        }
        assertThat(file).as("rewrite with -Dgolden.update=true").content().isEqualTo(yaml);
    }
}
