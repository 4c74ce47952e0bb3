package dev.builderos.sandbox.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.sandbox.SandboxCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To what the server and its user know: environments, keys, tokens. */
class SecretEscapeTest extends Escape {

    @Test
    void inTheEnvironmentOfTheServer() {
        assertThat(inside("environments")).contains("PATH=").doesNotContain(Warden.CANARY, "canary-value");
        assertThat(inside("read", "/proc/" + warden.server() + "/environ")).isEqualTo(NO_SUCH_FILE);
        assertThat(outside("read", "/proc/" + warden.server() + "/environ")).contains(Warden.CANARY);
        assertThat(inside(probe("environments").withEnvironment(Map.of("OWN", token))))
                .doesNotContain(Warden.CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/root", "/home", "/etc/shadow", "/var/lib", "/run", "/sys"})
    void whereUsersAndTheSystemKeepThem(String place) {
        assertThat(inside("list", place)).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("read", place)).isEqualTo(NO_SUCH_FILE);
        assertThat(Path.of(place)).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".ssh/id_ed25519", ".builderos/token", ".git-credentials", ".config/gh/hosts.yml", ".netrc"})
    void inFilesOfTheHomeDirectory(String name) throws Exception {
        Path home = directory.resolve("home");
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, token);
        warden.own(home);
        assertThat(inside("read", file.toString())).isEqualTo(NO_SUCH_FILE);
        assertThat(outside("read", file.toString())).isEqualTo("done " + token);
    }

    /** Not by looking where they should be, but everywhere. */
    @Test
    void anywhereACommandCanLook() throws Exception {
        var look = "find / \\( -path /usr -o -path /proc -o -path /dev \\) -prune -o -type f -size -64k -exec grep -l "
                + token + " {} + 2>/dev/null; echo looked";
        var command = SandboxCommand.of(List.of("sh", "-c", look), workspace).withLimits(BRIEF);
        assertThat(inside(command)).isEqualTo("looked");
        Files.writeString(workspace.resolve("planted"), token);
        assertThat(inside(command)).isEqualTo("/workspace/planted\nlooked");
    }
}
