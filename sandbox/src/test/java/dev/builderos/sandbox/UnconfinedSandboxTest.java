package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnconfinedSandboxTest extends SandboxContract {

    @Override
    Sandbox sandbox(Duration grace) {
        return new UnconfinedSandbox(grace);
    }

    @Override
    boolean sandboxIsExact() {
        return false;
    }

    @Test
    void isNamedNone() {
        assertThat(sandbox(Duration.ofSeconds(1)).name()).isEqualTo("none");
    }

    @Test
    void givesAPrivateHome() throws Exception {
        run(shell("touch \"$HOME/x\" \"$TMPDIR/y\"; echo \"$HOME\""));
        assertThat(output.text()).contains("builderos-sandbox-").doesNotContain(System.getProperty("user.home"));
    }

    @Test
    void findsADaemonThatCleanedItsEnvironment() throws Exception {
        Files.writeString(workspace.resolve("daemon.sh"), "echo started >started; sleep 60; : " + token);
        run(shell("(env -i setsid sh daemon.sh " + token + " >/dev/null 2>&1 &); "
                + "while ! test -s started; do sleep 0.01; done"));
        assertThat(hostProcesses()).isEmpty();
    }
}
