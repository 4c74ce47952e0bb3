package dev.builderos.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BubblewrapSandboxTest extends SandboxContract {

    @TempDir
    Path outside;

    @Override
    Sandbox sandbox(Duration grace) {
        try {
            return BubblewrapSandbox.open(grace);
        } catch (SandboxUnavailable missing) {
            throw new AssertionError(missing);
        }
    }

    @Override
    boolean sandboxIsExact() {
        return true;
    }

    @Test
    void isNamedBubblewrap() {
        assertThat(sandbox(Duration.ofSeconds(1)).name()).isEqualTo("bubblewrap");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x",
                "/usr/x",
                "/usr/bin/x",
                "/etc/x",
                "/etc/passwd",
                "/dev/x",
                "/proc/x",
                "/var/x",
                "/home/x",
                "/opt/x"
            })
    void refusesWritesOutsideTheWorkspace(String path) {
        assertThat(run(shell("echo x >" + path))).isNotEqualTo(new Outcome.Exited(0));
        assertThat(Path.of(path))
                .satisfiesAnyOf(
                        written -> assertThat(written).doesNotExist(),
                        written -> assertThat(written).content().isNotEqualTo("x\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/root",
                "/home",
                "/run",
                "/var",
                "/sys",
                "/boot",
                "/srv",
                "/mnt",
                "/etc/shadow",
                "/etc/ssl/private"
            })
    void hidesTheHost(String path) {
        assertThat(run(shell("test ! -e " + path))).isEqualTo(new Outcome.Exited(0));
    }

    @Test
    void showsWhatToolsNeedOfTheHostsConfiguration() throws Exception {
        run(shell("cat /etc/ld.so.conf; readlink /etc/localtime; test -d /etc/ssl/certs && echo certificates"));
        assertThat(output.text())
                .contains(Files.readString(Path.of("/etc/ld.so.conf")).strip())
                .contains(Files.readSymbolicLink(Path.of("/etc/localtime")).toString())
                .endsWith("certificates");
    }

    @Test
    void hidesTheHostsTemporaryFilesAndItsOwnScratch() throws Exception {
        Files.writeString(outside.resolve("secret"), "secret");
        run(shell("ls -A /tmp; cat " + outside.resolve("secret")));
        assertThat(output.text()).isEqualTo("home");
    }

    @Test
    void hidesTheProcessesOfTheHost() {
        run(shell("ls -d /proc/[0-9]* | wc -l; hostname; id -u; id -un"));
        assertThat(output.text().lines().toList().subList(1, 4)).containsExactly("sandbox", "1000", "builder");
        assertThat(Integer.parseInt(output.text().lines().findFirst().orElseThrow()))
                .isLessThan(10);
    }

    @Test
    void findsNoVariableOfTheServerInAnyProcessItSees() {
        run(shell("cat /proc/1/environ >/dev/null && echo readable; cat /proc/*/environ"));
        assertThat(output.text()).startsWith("readable").doesNotContain("canary-value");
    }

    @Test
    void showsNoVariableToOtherUsersOfTheHost() throws Exception {
        var running =
                start(shell("echo ready; sleep 60 # " + token).withEnvironment(Map.of("KEY", "variable-" + token)));
        output.awaitFirstLine();
        assertThat(hostProcesses()).isNotEmpty().noneMatch(line -> line.contains("variable-" + token));
        running.cancel();
        outcome(running);
    }

    @Test
    void holdsNoCapabilityAndCannotGainAny() {
        run(shell("grep -E '^(Cap|NoNewPrivs)' /proc/self/status; unshare --user true || echo refused"));
        assertThat(output.text().lines().filter(line -> line.startsWith("Cap")))
                .hasSize(5)
                .allMatch(line -> line.endsWith("0000000000000000"));
        assertThat(output.text()).contains("NoNewPrivs:\t1").contains("refused");
    }

    @Test
    void cannotSetKernelParameters() throws Exception {
        Path parameter = Path.of("/proc/sys/kernel/core_pattern");
        String before = Files.readString(parameter);
        // Writes back what is there: should the guard be broken, the host is not.
        assertThat(run(shell("v=$(cat " + parameter + ") && echo \"$v\" >" + parameter)))
                .isNotEqualTo(new Outcome.Exited(0));
        assertThat(output.text(OutputLine.Stream.STDERR)).contains("Read-only file system");
        assertThat(parameter).content().isEqualTo(before);
    }

    @Test
    void cannotChangeDevices() throws Exception {
        // Gives permissions that are there already: should the guard be broken, the host is not.
        var changed = Files.getAttribute(Path.of("/dev/null"), "unix:ctime");
        run(shell("for d in null zero full random urandom tty; do chmod 666 /dev/$d && echo changed; done; "
                + "echo x >/dev/null && head -c 1 /dev/urandom >/dev/null && echo usable"));
        assertThat(output.text()).isEqualTo("usable");
        assertThat(Files.getAttribute(Path.of("/dev/null"), "unix:ctime")).isEqualTo(changed);
    }

    @Test
    void inheritsNoOpenFile() {
        run(shell("ls /proc/self/fd | wc -l; ls -l /proc/self/fd"));
        // 0, 1, 2 and the directory that ls reads.
        assertThat(output.text()).startsWith("4");
    }

    @Test
    void reachesNoNetwork() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(connectTo(server))).isNotEqualTo(new Outcome.Exited(0));
            assertThat(output.text(OutputLine.Stream.STDERR)).contains("Connection refused");
            run(shell("cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d ' '"));
            assertThat(output.text()).isEqualTo("lo");
        }
    }

    @Test
    void reachesTheHostsLoopbackWhenADeployedServiceAsksForIt() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(connectTo(server).withNetwork(NetworkAccess.HOST_LOOPBACK_LISTEN)))
                    .isEqualTo(new Outcome.Exited(0));
        }
    }

    @Test
    void aSymbolicLinkOutOfTheWorkspaceLeadsNowhere() throws Exception {
        Path secret = Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(workspace.resolve("file"), secret);
        Files.createSymbolicLink(workspace.resolve("folder"), outside);
        run(shell("cat file; ls folder/; echo changed >file; echo changed >folder/secret"));
        assertThat(output.text()).isEmpty();
        assertThat(secret).hasContent("secret");
    }

    @Test
    void aReadOnlyWorkspaceIsReadOnly() throws Exception {
        Files.writeString(workspace.resolve("file"), "before");
        run(shell("echo after >file; echo x >new; cat file")
                .withAccess(WorkspaceAccess.READ_ONLY)
                .withProtectedPaths(List.of(Path.of(".git/hooks"))));
        assertThat(output.text()).isEqualTo("before");
        assertThat(workspace.toFile().list()).containsExactly("file");
    }

    @Test
    void protectedPathsCannotBeMadeAndLeaveNothing() {
        var paths = List.of(Path.of(".git"), Path.of("builderos.policy.yaml"), Path.of("a/b/c"));
        run(shell(
                        "mkdir -p .git/hooks && echo made; echo x >.git && echo made; echo x >builderos.policy.yaml && echo made; "
                                + "rm -rf .git builderos.policy.yaml a && echo removed; mv .git g && echo moved; "
                                + "ln -sf x builderos.policy.yaml && echo linked; echo x >a/b/c/d && echo made")
                .withProtectedPaths(paths));
        assertThat(output.text()).isEmpty();
        assertThat(workspace).isEmptyDirectory();
    }

    @Test
    void protectedPathsCannotBeChanged() throws Exception {
        Path hook = Files.createDirectories(workspace.resolve(".git/hooks")).resolve("pre-commit");
        Files.writeString(hook, "before");
        Path policy = Files.writeString(workspace.resolve("builderos.policy.yaml"), "before");
        run(shell("echo after >.git/hooks/pre-commit; echo x >.git/hooks/post-commit; chmod 777 .git/hooks/pre-commit; "
                        + "echo after >builderos.policy.yaml; rm -f builderos.policy.yaml; ln builderos.policy.yaml l; "
                        + "echo ok >.git/config")
                .withProtectedPaths(List.of(Path.of(".git/hooks"), Path.of("builderos.policy.yaml"))));
        assertThat(hook).hasContent("before");
        assertThat(hook.getParent().toFile().list()).containsExactly("pre-commit");
        assertThat(policy).hasContent("before");
        assertThat(workspace.resolve(".git/config")).hasContent("ok");
        assertThat(workspace.resolve("l")).doesNotExist();
    }

    @Test
    void aProtectedPathCannotBeReplacedByMovingItsParent() throws Exception {
        Files.createDirectories(workspace.resolve(".git/hooks"));
        run(shell("mv .git aside && mkdir -p .git/hooks && echo evil >.git/hooks/pre-commit && echo replaced")
                .withProtectedPaths(List.of(Path.of(".git/hooks"))));
        assertThat(output.text()).isEmpty();
        assertThat(workspace.resolve(".git/hooks")).isEmptyDirectory();
    }

    @Test
    void theGitFileOfAWorktreeIsProtectedInPlaceOfWhatWouldBeBelowIt() throws Exception {
        Path link = Files.writeString(workspace.resolve(".git"), "gitdir: elsewhere");
        assertThat(run(shell("echo evil >.git; rm .git; mkdir .git")
                        .withProtectedPaths(List.of(Path.of(".git/hooks")))))
                .isNotInstanceOf(Outcome.FailedToStart.class);
        assertThat(link).hasContent("gitdir: elsewhere");
    }

    @Test
    void keepsWhatTheCommandPutBesideAnAbsentProtectedPath() {
        run(shell("echo x >.git/config").withProtectedPaths(List.of(Path.of(".git/hooks"))));
        assertThat(workspace.resolve(".git").toFile().list()).containsExactly("config");
    }

    @Test
    void refusesAProtectedPathThatIsASymbolicLink() throws Exception {
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(workspace.resolve(".git"), outside);
        assertThat(run(shell("cat .git/secret; ls .git/").withProtectedPaths(List.of(Path.of(".git/hooks")))))
                .isInstanceOf(Outcome.FailedToStart.class);
        assertThat(output.text()).isEmpty();
        assertThat(outside.toFile().list()).containsExactly("secret");
    }

    @Test
    void anAbsentProtectedPathStaysProtectedWhenAnotherCommandOfTheWorkspaceEnds() throws Exception {
        var sandbox = sandbox(Duration.ofSeconds(2));
        var paths = List.of(Path.of("builderos.policy.yaml"));
        var longer = sandbox.start(
                shell(
                                "echo ready; while ! test -e go; do sleep 0.01; done; echo evil >builderos.policy.yaml && echo made")
                        .withProtectedPaths(paths),
                output);
        output.awaitFirstLine();
        assertThat(outcome(sandbox.start(shell("true").withProtectedPaths(paths), new Recorder())))
                .isEqualTo(new Outcome.Exited(0));
        Files.createFile(workspace.resolve("go"));
        assertThat(outcome(longer)).isNotEqualTo(new Outcome.Exited(0));
        assertThat(output.text()).isEqualTo("ready");
        assertThat(workspace.toFile().list()).containsExactly("go");
    }

    @Test
    void showsReadOnlyPathsWhereTheyAre() throws Exception {
        Path shown = Files.writeString(outside.resolve("shown"), "content");
        run(shell("cat " + shown + "; echo x >" + shown).withReadOnly(List.of(outside)));
        assertThat(output.text()).isEqualTo("content");
        assertThat(shown).hasContent("content");
    }

    @Test
    void runsTheJdkItIsGiven() {
        var jdk = Jdk.running();
        assertThat(run(shell("command -v java; java -version").withJdk(jdk))).isEqualTo(new Outcome.Exited(0));
        assertThat(output.text()).isEqualTo(jdk.home() + "/bin/java");
        assertThat(output.text(OutputLine.Stream.STDERR)).contains(System.getProperty("java.version"));
    }

    @Test
    void capsTemporaryFiles() {
        var command = shell(
                        "head -c 40000000 /dev/zero >/tmp/big && echo written; head -c 40000000 /dev/zero >/dev/shm/big && echo written")
                .withLimits(SHORT.withMemoryBytes(64L * 1024 * 1024));
        run(command);
        assertThat(output.text()).isEmpty();
    }

    @Test
    void saysWhyItCouldNotStart() {
        var command = shell("true").withReadOnly(List.of(outside.resolve("absent")));
        assertThat(run(command))
                .isInstanceOfSatisfying(
                        Outcome.FailedToStart.class,
                        failed -> assertThat(failed.reason()).contains("absent"));
        var badDirectory = shell("true").withWorkingDirectory(Path.of("absent"));
        assertThat(run(badDirectory))
                .isInstanceOfSatisfying(
                        Outcome.FailedToStart.class,
                        failed -> assertThat(failed.reason()).contains("chdir"));
    }

    private SandboxCommand connectTo(ServerSocket server) {
        return command("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort());
    }
}
