package dev.builderos.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for servers in other circumstances than these tests, each a JVM of its own. */
class ServersTest {

    private static final int NOBODY = 65534;

    @TempDir
    Path workspace;

    /** A copy of the classes where any user can read them. */
    @TempDir
    Path classes;

    @BeforeEach
    void copyClasses() throws Exception {
        for (Class<?> member : List.of(Sandbox.class, ServersTest.class)) {
            copy(Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI()));
        }
    }

    @Test
    void aNormalUserConfinesCommandsToo() throws Exception {
        own(workspace);
        own(classes);
        var argv = new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        argv.addAll(java(AsAnotherUser.class, workspace.toString()));
        Process server = new ProcessBuilder(argv).redirectErrorStream(true).start();
        var lines = server.inputReader(UTF_8).lines().toList();
        assertThat(server.waitFor()).describedAs("%s", lines).isZero();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("Exited[code=0] 1000,hidden");
        assertThat(lines.get(1)).isEqualTo("Exited[code=4] ");
        assertThat(lines.get(2)).startsWith("Exited[code=2]").contains("Cannot fork");
        assertThat(lines.get(3)).startsWith("Exited[code=0]").contains("memory exhausted");
        assertThat(workspace.resolve("file")).hasContent("hello");
    }

    @Test
    void commandsDieWithAServerThatIsKilledAndTheNextOneCleansUp() throws Exception {
        String token = "token-" + UUID.randomUUID();
        Process server = new ProcessBuilder(java(AbandonedServer.class, workspace.toString(), token)).start();
        var output = new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8));
        assertThat(output.readLine()).isEqualTo("ready");
        server.destroyForcibly().waitFor();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Leftovers.processesWith(token).isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(Leftovers.processesWith(token)).isEmpty();
        BubblewrapSandbox.open(Duration.ofSeconds(1));
        assertThat(Leftovers.scratchDirectories(server.pid())).isEmpty();
        assertThat(Leftovers.controlGroups(server.pid())).isEmpty();
    }

    @Test
    void aServerWithoutUserNamespacesRefusesToRunCommands() throws Exception {
        var output = new Recorder();
        var command = SandboxCommand.of(java(ConfinedServer.class), workspace)
                .withReadOnly(List.of(classes))
                .withJdk(Jdk.running());
        var outcome = BubblewrapSandbox.open().start(command, output).outcome().join();
        assertThat(outcome).isEqualTo(new Outcome.Exited(0));
        assertThat(output.text())
                .contains("missing user-namespaces", "cannot be confined", "max_user_namespaces")
                .doesNotContain("opened", "control-groups");
    }

    /** A host whose bwrap does not install the filter, as one without seccomp in its kernel would not. */
    @Test
    void aServerWhereTheFilterDoesNotHoldRefusesToRunCommands() throws Exception {
        Path bwrap = Files.writeString(
                workspace.resolve("bwrap"),
                "#!/bin/bash\nset -- \"${@/#--seccomp/--sync-fd}\"; exec "
                        + Program.find("bwrap").orElseThrow() + " \"$@\"\n");
        Files.setPosixFilePermissions(bwrap, PosixFilePermissions.fromString("rwxr-xr-x"));
        var builder = new ProcessBuilder(java(ConfinedServer.class)).redirectErrorStream(true);
        builder.environment().put("PATH", workspace + ":" + CommandEnvironment.PATH);
        var lines = builder.start().inputReader(UTF_8).lines().toList();
        assertThat(lines).contains("missing system-call-filter").doesNotContain("opened");
        assertThat(lines.getLast()).contains("a forbidden call worked", "CONFIG_SECCOMP_FILTER");
    }

    @Test
    void thisHostHasAllThatIsRequired() {
        assertThat(SandboxProbe.probe())
                .filteredOn(check -> check.need() == Check.Need.REQUIRED)
                .isNotEmpty()
                .allSatisfy(
                        check -> assertThat(check.ok()).describedAs("%s", check).isTrue());
    }

    private List<String> java(Class<?> main, String... arguments) {
        var argv = new ArrayList<>(List.of(Jdk.running().bin().resolve("java").toString()));
        argv.addAll(List.of("-Xmx64m", "-cp", classes.toString(), main.getName()));
        argv.addAll(List.of(arguments));
        return argv;
    }

    private void copy(Path from) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = classes.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void own(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", NOBODY);
            }
        }
    }
}
