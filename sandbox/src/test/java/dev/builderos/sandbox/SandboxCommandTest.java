package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxCommandTest {

    private final SandboxCommand command = SandboxCommand.of(List.of("true"), Path.of("/w"));

    @Test
    void refusesANulThatWouldBecomeAnOptionOfTheSandbox() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.withEnvironment(Map.of("A", "x\0--bind\0/\0/host")));
        assertThatIllegalArgumentException().isThrownBy(() -> command.withEnvironment(Map.of("A\0B", "x")));
        assertThatIllegalArgumentException().isThrownBy(() -> SandboxCommand.of(List.of("true", "\0"), Path.of("/w")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "A B", "1A", "-A"})
    void refusesWhatIsNotAVariableName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> command.withEnvironment(Map.of(name, "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-x"})
    void refusesWhatIsNotAProgram(String program) {
        assertThatIllegalArgumentException().isThrownBy(() -> SandboxCommand.of(List.of(program), Path.of("/w")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../w2", "/etc", "a/../../b"})
    void refusesAWorkingDirectoryOutsideTheWorkspace(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> command.withWorkingDirectory(Path.of(path)));
    }

    @Test
    void aSocketAndTheAccessThatUsesItGoTogether() {
        assertThat(command.withEgress(Path.of("/run/socket")).network()).isEqualTo(NetworkAccess.EGRESS);
        assertThatIllegalArgumentException().isThrownBy(() -> command.withNetwork(NetworkAccess.EGRESS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> command.withEgress(Path.of("/run/socket")).withNetwork(NetworkAccess.NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> command.withEgress(Path.of("socket")));
    }

    @Test
    void acceptsAWorkingDirectoryRelativeOrBelowTheWorkspace() {
        assertThat(command.withWorkingDirectory(Path.of("a/./b")).workingDirectory())
                .isEqualTo(Path.of("a/b"));
        assertThat(command.withWorkingDirectory(Path.of("/w/a")).workingDirectory())
                .isEqualTo(Path.of("a"));
        assertThat(command.withWorkingDirectory(Path.of("/w")).workingDirectory())
                .isEqualTo(Path.of(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "/etc", "a/../../b", "."})
    void refusesAProtectedPathOutsideTheWorkspace(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> command.withProtectedPaths(List.of(Path.of(path))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/", "/a/.."})
    void refusesToShowTheWholeHost(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> command.withReadOnly(List.of(Path.of(path))));
        assertThatIllegalArgumentException().isThrownBy(() -> SandboxCommand.of(List.of("true"), Path.of(path)));
    }

    @Test
    void putsTheJdkFirstOnAPathThatIsAlreadySet() {
        var jdk = Jdk.running();
        var path = command.withEnvironment(Map.of("PATH", "/mine")).withJdk(jdk).environment();
        assertThat(path).containsEntry("PATH", jdk.home() + "/bin:/mine").containsEntry("JAVA_HOME", jdk.home() + "");
    }

    @Test
    void refusesAJdkWithoutJava() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Jdk(Path.of("/usr/share")));
    }

    @Test
    void refusesLimitsThatAreNotPositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.DEFAULT.withWallClock(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.DEFAULT.withMemoryBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.DEFAULT.withProcesses(-1));
    }
}
