package dev.builderos.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The filter hides what other guards do: it refuses first. Here the same sandbox runs without it, and what is forbidden is
 * still impossible.
 */
class LayersTest {

    @TempDir
    Path workspace;

    @Test
    void namespacesCannotBeMadeWithoutTheFilterEither() throws Exception {
        assertThat(withoutFilter("grep Seccomp: /proc/self/status")).isEqualTo("Seccomp:\t0");
        assertThat(withoutFilter("unshare --user true || echo refused")).contains("No space left on device", "refused");
        assertThat(withoutFilter("unshare --mount true || echo refused"))
                .contains("Operation not permitted", "refused");
    }

    @Test
    void nothingCanBeMountedWithoutTheFilterEither() throws Exception {
        assertThat(withoutFilter("mount -t tmpfs none /tmp || echo refused")).endsWith("refused");
        assertThat(withoutFilter("umount /workspace || echo refused")).endsWith("refused");
        assertThat(withoutFilter("chroot / true || echo refused")).endsWith("refused");
        assertThat(withoutFilter("hostname other || echo refused")).endsWith("refused");
    }

    private String withoutFilter(String script) throws Exception {
        var command = SandboxCommand.of(List.of("/bin/sh", "-c", script), workspace);
        var cover = new Shadows.Cover(List.of(), List.of(), List.of());
        String arguments = BubblewrapArguments.of(
                        command,
                        workspace,
                        cover,
                        SystemFiles.ofThisProcess(),
                        Devices.ofThisProcess().orElseThrow())
                .text();
        Path instructions = Files.createTempFile("instructions", "");
        try {
            Files.writeString(instructions, arguments);
            var argv = new ArrayList<>(List.of("/bin/sh", "-c", "exec bwrap --args 3 -- \"$@\" 3<\"$0\" 2>&1"));
            argv.add(instructions.toString());
            argv.addAll(command.argv());
            Process process = new ProcessBuilder(argv).start();
            return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        } finally {
            Files.delete(instructions);
        }
    }
}
