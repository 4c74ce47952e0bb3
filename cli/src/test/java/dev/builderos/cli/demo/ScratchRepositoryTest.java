package dev.builderos.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchRepositoryTest {
    @TempDir
    private Path directory;

    @Test
    void pushesToABareRemoteBesideIt() throws IOException {
        Path root = directory.resolve("deep/hello");

        ScratchRepository repository = ScratchRepository.create(root);
        Files.writeString(root.resolve("file"), "x");
        repository.commitAndPush("Start");

        assertThat(directory.resolve("deep/hello.git/refs/heads/main")).exists();
        assertThat(Files.readString(directory.resolve("deep/hello.git/refs/heads/main")))
                .isEqualTo(Files.readString(root.resolve(".git/refs/heads/main")));
    }

    @Test
    void neverTakesADirectoryThatIsThere() {
        assertThatThrownBy(() -> ScratchRepository.create(directory))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void showsWhatGitSaid() throws IOException {
        ScratchRepository repository = ScratchRepository.create(directory.resolve("hello"));

        assertThatThrownBy(() -> repository.commitAndPush("nothing to commit"))
                .isInstanceOfSatisfying(
                        CliFailure.class,
                        e -> assertThat(String.join("\n", e.details())).contains("nothing to commit"));
    }
}
