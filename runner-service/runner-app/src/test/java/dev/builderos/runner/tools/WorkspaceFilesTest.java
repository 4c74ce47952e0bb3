package dev.builderos.runner.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceFilesTest {
    @TempDir
    Path directory;

    private Path workspace;
    private Path outside;
    private WorkspaceFiles files;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = Files.createDirectory(directory.resolve("workspace"));
        outside = Files.writeString(directory.resolve("secret"), "secret");
        files = new WorkspaceFiles(workspace);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesReadsListsAndDeletesWithinTheWorkspace() {
        files.write("src/a/Main.java", bytes("class Main {}"));

        assertThat(files.read("src/a/Main.java")).hasValue(bytes("class Main {}"));
        assertThat(files.list(".", 3, 100)).containsExactly("src/", "src/a/", "src/a/Main.java");
        assertThat(files.delete("src/a/Main.java")).isTrue();
        assertThat(files.read("src/a/Main.java")).isEmpty();
        assertThat(files.read("nowhere/at/all")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../secret", "a/../../secret", "a\\b", "", "a\nb"})
    void refusesPathsThatLeaveTheWorkspace(String path) {
        assertThatThrownBy(() -> files.read(path)).isInstanceOf(WorkspaceFiles.UnsafePath.class);
        assertThatThrownBy(() -> files.write(path, bytes("x"))).isInstanceOf(WorkspaceFiles.UnsafePath.class);
    }

    @Test
    void followsNoLinkToAFile() throws IOException {
        Files.createSymbolicLink(workspace.resolve("link"), outside);

        assertThatThrownBy(() -> files.read("link")).isInstanceOf(WorkspaceFiles.UnsafePath.class);
        assertThatThrownBy(() -> files.write("link", bytes("changed"))).isInstanceOf(WorkspaceFiles.UnsafePath.class);
        assertThatThrownBy(() -> files.delete("link")).isInstanceOf(WorkspaceFiles.UnsafePath.class);
        assertThat(outside).hasContent("secret");
    }

    @Test
    void followsNoLinkToADirectory() throws IOException {
        Files.createSymbolicLink(workspace.resolve("up"), directory);

        assertThatThrownBy(() -> files.read("up/secret")).isInstanceOf(WorkspaceFiles.UnsafePath.class);
        assertThatThrownBy(() -> files.write("up/new", bytes("x"))).isInstanceOf(WorkspaceFiles.UnsafePath.class);
        assertThatThrownBy(() -> files.write("up/deep/new", bytes("x"))).isInstanceOf(WorkspaceFiles.UnsafePath.class);
        assertThat(directory.resolve("new")).doesNotExist();
        assertThat(directory.resolve("deep")).doesNotExist();
        assertThat(files.list(".", 3, 100)).isEmpty();
    }

    /** What artifacts are collected with. */
    @Test
    void streamsRegularFilesOnly() throws Exception {
        Files.createSymbolicLink(workspace.resolve("link"), outside);
        Files.createSymbolicLink(workspace.resolve("up"), directory);
        Files.createSymbolicLink(workspace.resolve("chain"), Path.of("link"));
        Files.createDirectory(workspace.resolve("folder"));
        assertThat(new ProcessBuilder("mkfifo", workspace.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        for (String path : List.of("link", "up/secret", "chain", "folder", "pipe", "../secret", outside.toString())) {
            assertThatThrownBy(() -> files.stream(path, content -> "read"))
                    .describedAs(path)
                    .isInstanceOf(WorkspaceFiles.UnsafePath.class);
        }
        files.write("report", bytes("mine"));
        assertThat(files.stream("report", content -> "read")).contains("read");
    }

    @Test
    void keepsThePermissionsOfAFileItReplaces() throws IOException {
        Path script = Files.writeString(workspace.resolve("run.sh"), "echo 1");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

        files.write("run.sh", bytes("echo 2"));

        assertThat(script).hasContent("echo 2").isExecutable();
    }

    @Test
    void leavesGitsOwnStateOutOfLists() throws IOException {
        Files.writeString(workspace.resolve(".git"), "gitdir: elsewhere");
        files.write("a.txt", bytes("a"));

        assertThat(files.list(".", 3, 100)).containsExactly("a.txt");
    }
}
