package dev.builderos.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.cli.CliFailure;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import dev.builderos.gateway.api.SnapshotFiles;
import dev.builderos.gateway.api.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotSourceTest {
    @TempDir
    private Path root;

    @BeforeEach
    void create() throws IOException {
        NewProject.create(root, "hello", Instant.EPOCH);
    }

    @Test
    void newProjectIsValid() {
        SnapshotFiles files = SnapshotSource.collect(new ProjectDirectory(root));

        assertThat(files.files())
                .extracting(SourceFile::path)
                .containsExactly("builderos.yaml", "builderos.policy.yaml");
        assertThat(Formats.parseProject(source(files.files().getFirst()))).isInstanceOf(Parsed.Ok.class);
        assertThat(Formats.parsePolicy(source(files.files().getLast()))).isInstanceOf(Parsed.Ok.class);
    }

    @Test
    void collectsWhatARunIsMadeOfFromAnyPlaceInTheProject() throws IOException {
        write("ship/feature.yaml", "x");
        write("prompts/builder/plan.yaml", "x");
        write("transcripts/t.yaml", "x");
        write("ship/.hidden.yaml", "x");
        write("src/Main.java", "x");
        Files.createSymbolicLink(root.resolve("ship/link.yaml"), root.resolve("src/Main.java"));
        Files.createDirectories(root.resolve("src/deep/er"));

        SnapshotFiles files = SnapshotSource.collect(ProjectDirectory.require(root.resolve("src/deep/er")));

        assertThat(files.files())
                .extracting(SourceFile::path)
                .containsExactly(
                        "builderos.yaml",
                        "builderos.policy.yaml",
                        "ship/feature.yaml",
                        "prompts/builder/plan.yaml",
                        "transcripts/t.yaml");
    }

    @Test
    void refusesWhatIsNoText() throws IOException {
        Files.createDirectories(root.resolve("ship"));
        Files.write(root.resolve("ship/bad.yaml"), new byte[] {(byte) 0xc3, 0x28});

        assertThatThrownBy(() -> SnapshotSource.collect(new ProjectDirectory(root)))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("ship/bad.yaml is not UTF-8 text");
    }

    @Test
    void makingAProjectTwiceOverwritesNothing() throws IOException {
        Files.writeString(root.resolve("builderos.policy.yaml"), "mine");
        Files.writeString(root.resolve(".gitignore"), "target/");

        assertThat(NewProject.create(root, "other", Instant.EPOCH)).containsExactly(".gitignore");

        assertThat(root.resolve("builderos.policy.yaml")).hasContent("mine");
        assertThat(root.resolve(".gitignore")).hasContent("target/\n.builderos/*\n!.builderos/desks/");
        assertThat(root.resolve(".builderos"))
                .isDirectoryContaining("glob:**/{runs,artifacts,logs,memory,prompts,evals,cache,project.json}");
        assertThat(NewProject.create(root, "other", Instant.EPOCH)).isEmpty();
    }

    @Test
    void namesAProjectAfterItsDirectory() {
        assertThat(NewProject.nameOf(Path.of("/x/My Service_2"))).isEqualTo("my-service-2");
        assertThat(NewProject.nameOf(Path.of("/x/---"))).isEqualTo("project");
        assertThat(NewProject.nameOf(Path.of("/"))).isEqualTo("project");
    }

    private static SourceText source(SourceFile file) {
        return new SourceText(file.path(), file.text());
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
