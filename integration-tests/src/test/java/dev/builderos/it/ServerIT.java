package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server on a machine that is not as it should be. */
class ServerIT {
    private static final long FILLED_TO = 1 << 20;

    private final Installation builderos = Installation.fresh();

    @AfterEach
    void takeAway() {
        builderos.close();
    }

    @Test
    void saysWhichPortIsTakenAndStartsOnAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            builderos.setEnvironment("BUILDEROS_PORT", String.valueOf(taken.getLocalPort()));

            Command.Outcome refused = builderos.run(builderos.directory(), "up");

            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(3);
            assertThat(refused.err()).contains("Port " + taken.getLocalPort()).contains("BUILDEROS_PORT");
        }
        builderos.unsetEnvironment("BUILDEROS_PORT");
        assertThat(builderos.run(builderos.directory(), "up").exitCode()).isZero();
    }

    @Test
    void startsOnceHoweverOftenItIsAsked() {
        List<Command> two = Stream.of("up", "up")
                .map(up -> builderos.start(builderos.directory(), up))
                .toList();

        List<Command.Outcome> outcomes = two.stream().map(Command::end).toList();

        assertThat(outcomes)
                .allSatisfy(up -> assertThat(up.exitCode()).as(up.all()).isZero());
        assertThat(servers()).hasSize(1);
        Command.Outcome third = builderos.run(builderos.directory(), "up");
        assertThat(third.exitCode()).as(third.all()).isZero();
        assertThat(servers()).hasSize(1);
    }

    @Test
    void refusesToRunCommandsUnconfinedUnlessAskedTo() throws IOException {
        builderos.setEnvironment("PATH", pathWithout("bwrap").toString());
        GitProject project = GitProject.with(
                builderos.directory().resolve("open"), "- { id: one, run: \"cat /proc/self/attr/current; pwd\" }");

        Command.Outcome refused = builderos.run(project.root(), "run", "test");

        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
        assertThat(refused.err()).contains("bubblewrap").contains("install").contains("--sandbox=none");
        Command.Outcome asked = builderos.run(project.root(), "run", "test", "--sandbox=none", "--json");
        assertThat(asked.exitCode()).as(asked.all()).isZero();
        String run = asked.jsonLines().getFirst().path("run").asText();
        Command.Outcome receipt = builderos.run(project.root(), "receipt", run, "--json");
        String payload = receipt.json().path("envelope").path("payload").asText();
        assertThat(new String(java.util.Base64.getDecoder().decode(payload), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"sandbox\":\"none\"");
    }

    /** The store of artifacts lies on a file system of its own, which is full. */
    @Test
    void aFullDiskFailsTheStepAndLosesNothing() throws IOException {
        assertThat(Files.getOwner(Path.of("/proc/self")).getName())
                .as("this test mounts a small file system, which only root can")
                .isEqualTo("root");
        GitProject project = GitProject.with(builderos.directory().resolve("full"), """
                - { id: big, run: "head -c 8000000 /dev/urandom > big.bin", out: [big.bin] }
                """);
        Path artifacts = Files.createDirectories(builderos.home().resolve("artifacts"));
        system("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", artifacts.toString());
        try {
            Command.Outcome run = builderos.run(project.root(), "run", "test", "--json");

            assertThat(run.exitCode()).as(run.all()).isEqualTo(1);
            String id = run.jsonLines().getFirst().path("run").asText();
            Journal journal = Journal.of(builderos.api(), id);
            journal.assertSound();
            assertThat(journal.of("StepFailed"))
                    .singleElement()
                    .satisfies(fact ->
                            assertThat(fact.body().path("message").asText()).containsIgnoringCase("no space left"));
            try (Stream<Path> files = Files.walk(artifacts)) {
                assertThat(files.filter(Files::isRegularFile)
                                .mapToLong(file -> file.toFile().length()))
                        .as("what was written in part")
                        .allMatch(bytes -> bytes < FILLED_TO);
            }
        } finally {
            builderos.run(builderos.directory(), "down");
            system("umount", artifacts.toString());
        }
        Command.Outcome again = builderos.run(project.root(), "run", "test", "--json");
        assertThat(again.exitCode()).as("with space again: %s", again.all()).isZero();
    }

    private List<ProcessHandle> servers() {
        return builderos
                .processes()
                .filter(each -> each.info().commandLine().orElse("").contains("quarkus-run.jar"))
                .toList();
    }

    /** A directory with links to everything on the path but one program. */
    private Path pathWithout(String program) throws IOException {
        Path bin = Files.createDirectories(builderos.directory().resolve("bin"));
        for (String directory : System.getenv("PATH").split(":", -1)) {
            Path from = Path.of(directory);
            if (!Files.isDirectory(from)) {
                continue;
            }
            try (Stream<Path> programs = Files.list(from)) {
                for (Path each : programs.toList()) {
                    Path link = bin.resolve(each.getFileName().toString());
                    if (!each.endsWith(program) && Files.notExists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                        Files.createSymbolicLink(link, each);
                    }
                }
            }
        }
        return bin;
    }

    private static void system(String... words) {
        Command.Outcome outcome = Command.start(List.of(words), Path.of("/"), Map.of("PATH", System.getenv("PATH")))
                .end();
        assertThat(outcome.exitCode()).as(outcome.all()).isZero();
    }
}
