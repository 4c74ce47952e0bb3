package dev.builderos.sandbox.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To files that are not in the workspace, and to those in it that are protected. */
class FileEscapeTest extends Escape {

    private static final Path HOOKS = Path.of(".git/hooks");
    private static final Path POLICY = Path.of("builderos.policy.yaml");

    @AfterEach
    void theSecretIsAsItWas() {
        assertThat(secret).hasContent(token);
        assertThat(secret.getParent().toFile().list()).containsExactly("secret");
    }

    @Test
    void byItsPath() {
        assertThat(inside("read", secret.toString())).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("write", secret.toString())).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("list", directory.toString())).isEqualTo(NO_SUCH_FILE);
        assertThat(outside("read", secret.toString())).isEqualTo("done " + token);
    }

    @Test
    void upwards() {
        String up = "/workspace/../../../../.." + secret;
        assertThat(inside("read", up)).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("read", "../outside/secret")).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("write", "../outside/new")).isEqualTo(NO_SUCH_FILE);
        assertThat(outside("read", "../outside/secret")).isEqualTo("done " + token);
    }

    @Test
    void bySymbolicLinks() throws Exception {
        Files.createSymbolicLink(workspace.resolve("file"), secret);
        Files.createSymbolicLink(workspace.resolve("folder"), secret.getParent());
        Files.createSymbolicLink(workspace.resolve("chain"), Path.of("folder"));
        for (String way : List.of("file", "folder/secret", "chain/secret", "chain/../outside/secret")) {
            assertThat(inside("read", way)).describedAs(way).isEqualTo(NO_SUCH_FILE);
            assertThat(inside("write", way)).describedAs(way).isEqualTo(NO_SUCH_FILE);
            assertThat(outside("read", way)).describedAs(way).isEqualTo("done " + token);
        }
        assertThat(inside("symlink", secret.toString(), "own")).isEqualTo(DONE);
        assertThat(inside("read", "own")).isEqualTo(NO_SUCH_FILE);
    }

    @Test
    void byADirectoryThatIsSwappedWhileItIsOpened() {
        String outside = secret.getParent().toString();
        assertThat(inside("race", "swapped", outside)).isEqualTo("done own");
        assertThat(outside("race", "twin", outside)).isEqualTo("done own " + token);
    }

    @Test
    void byHardLinks() {
        assertThat(inside("link", secret.toString(), "linked")).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("link", "/etc/passwd", "linked")).isEqualTo("refused: Invalid cross-device link");
        assertThat(inside("rename", "/etc/passwd", "moved")).isEqualTo("refused: Invalid cross-device link");
        assertThat(inside("link", "probe.pl", "linked")).isEqualTo(DONE);
    }

    @Test
    void byTheRootsDirectoriesAndOpenFilesOfProcesses() throws Exception {
        assertThat(inside("processes", secret.toString(), token)).isEqualTo(NO_SUCH_FILE);
        Path allowed = Files.writeString(workspace.resolve("allowed"), token);
        assertThat(allowed).exists();
        assertThat(inside("processes", "/workspace/allowed", token)).startsWith(DONE);
        Process holder = warden.program(directory, List.of("sleep", "600")).start();
        try {
            String way = "/proc/" + holder.pid() + "/root" + secret;
            assertThat(inside("read", way)).isEqualTo(NO_SUCH_FILE);
            assertThat(outside("read", way)).isEqualTo("done " + token);
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void byTheMemoryOfProcesses() {
        for (String process : List.of("1", Long.toString(warden.server()))) {
            assertThat(inside("write", "/proc/" + process + "/mem")).startsWith("refused");
        }
        assertThat(inside("read", "/proc/" + warden.server() + "/maps")).isEqualTo(NO_SUCH_FILE);
        assertThat(outside("read", "/proc/" + warden.server() + "/maps")).startsWith(DONE);
    }

    @Test
    void byFilesThatWereLeftOpen() {
        assertThat(inside("descriptors")).matches("done 0=/dev/null 1=pipe:\\[\\d+] 2=pipe:\\[\\d+]");
        assertThat(warden.outside(
                                workspace, List.of("sh", "-c", "exec 5<" + secret + "; exec perl probe.pl descriptors"))
                        .output())
                .contains("5=" + secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin", "/etc", "/dev", "/proc", "/proc/sys/kernel", "/var", "/", "/workspace/.."})
    void byWritingOutside(String place) throws Exception {
        Path target = Path.of(place, token);
        try {
            assertThat(inside("write", target.toString())).startsWith("refused");
            assertThat(inside("mkdir", target.toString())).startsWith("refused");
            assertThat(target).doesNotExist();
        } finally {
            // Should the guard be broken, the host is not.
            Files.deleteIfExists(target);
        }
        assertThat(inside("write", "/tmp/" + token)).isEqualTo(DONE);
        assertThat(Path.of("/tmp", token)).doesNotExist();
    }

    @Test
    void byMakingWhatIsProtectedFirst() {
        var paths = List.of(HOOKS, POLICY);
        for (String attempt : List.of("write " + POLICY, "mkdir " + POLICY, "write " + HOOKS + "/pre-commit")) {
            assertThat(inside(probe(attempt.split(" ", -1)).withProtectedPaths(paths)))
                    .describedAs(attempt)
                    .startsWith("refused");
        }
        assertThat(inside(probe("symlink", "elsewhere", POLICY.toString()).withProtectedPaths(paths)))
                .startsWith("refused");
        assertThat(inside(probe("rename", ".git", "aside").withProtectedPaths(paths)))
                .startsWith("refused");
        assertThat(workspace.toFile().list()).containsExactly("probe.pl");
        assertThat(inside(probe("write", "builderos.yaml").withProtectedPaths(paths)))
                .isEqualTo(DONE);
        assertThat(inside("write", POLICY.toString())).isEqualTo(DONE);
    }

    @Test
    void byChangingWhatIsProtected() throws Exception {
        Path hook = Files.createDirectories(workspace.resolve(HOOKS)).resolve("pre-commit");
        Files.writeString(hook, "as it was");
        warden.own(workspace);
        for (String attempt : List.of(
                "write " + HOOKS + "/pre-commit",
                "remove " + HOOKS + "/pre-commit",
                "rename .git aside",
                "link " + HOOKS + "/pre-commit linked",
                "write /proc/self/cwd/" + HOOKS + "/new")) {
            assertThat(inside(probe(attempt.split(" ", -1)).withProtectedPaths(List.of(HOOKS))))
                    .describedAs(attempt)
                    .startsWith("refused");
        }
        assertThat(hook).hasContent("as it was");
        assertThat(hook.getParent().toFile().list()).containsExactly("pre-commit");
        assertThat(inside("write", HOOKS + "/pre-commit")).isEqualTo(DONE);
        assertThat(hook).hasContent("written");
    }
}
