package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server on a machine that is not as it should be. */
class ServerIT {

    private final Installation builderos = Installation.fresh();

    @AfterEach
    void takeAway() {
        builderos.close();
    }

    @Test
    void saysWhichPortIsTakenAndStartsOnceHoweverOftenItIsAsked() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            builderos.setEnvironment("BUILDEROS_PORT", String.valueOf(taken.getLocalPort()));

            Command.Outcome refused = builderos.run(builderos.directory(), "up");

            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(3);
            assertThat(refused.err()).contains("Port " + taken.getLocalPort()).contains("BUILDEROS_PORT");
        }
        builderos.unsetEnvironment("BUILDEROS_PORT");
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
        demandRoot();
        builderos.mountForServer("for each in $(which -a bwrap); do mount --bind /dev/null $each; done");
        GitProject project =
                GitProject.with(builderos.directory().resolve("open"), "- { id: one, run: \"echo hello; pwd\" }");

        Command.Outcome refused = builderos.run(project.root(), "run", "test");

        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
        assertThat(refused.err()).contains("bubblewrap").contains("install").contains("--sandbox=none");
        assertThat(builderos.api().get("/v1/runs").path("runs")).isEmpty();
        Command.Outcome asked = builderos.run(project.root(), "run", "test", "--sandbox=none", "--json");
        assertThat(asked.exitCode()).as(asked.all()).isZero();
        String run = asked.jsonLines().getFirst().path("run").asText();
        String payload = builderos
                .run(project.root(), "receipt", run, "--json")
                .json()
                .path("envelope")
                .path("payload")
                .asText();
        assertThat(new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8))
                .contains("\"sandbox\":\"none\"");
    }

    /** The store of artifacts lies on a file system of one block, which the first of them fills. */
    @Test
    void aFullDiskFailsTheStepAndLosesNothing() throws IOException {
        demandRoot();
        GitProject project = GitProject.with(builderos.directory().resolve("full"), """
                - { id: big, run: "head -c 8000000 /dev/urandom > big.bin", out: [big.bin] }
                """);
        Path artifacts = Files.createDirectories(builderos.home().resolve("artifacts"));
        builderos.mountForServer("mount -t tmpfs -o size=4k tmpfs " + artifacts);

        Command.Outcome run = builderos.run(project.root(), "run", "test", "--json");

        assertThat(run.exitCode()).as(run.all()).isEqualTo(1);
        assertThat(run.err()).contains("No space left on device").contains("receipt   ");
        String id = run.jsonLines().getFirst().path("run").asText();
        assertThat(Journal.of(builderos.api(), id).of("StepFailed"))
                .singleElement()
                .satisfies(
                        fact -> assertThat(fact.body().path("message").asText()).containsIgnoringCase("no space left"));
        Path seenByServer = Path.of("/proc/" + builderos.server().pid() + "/root" + artifacts);
        try (Stream<Path> files = Files.walk(seenByServer)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part")))
                    .as("files that were written in part")
                    .isEmpty();
        }
        builderos.run(builderos.directory(), "down");
        builderos.mountForServer("");
        builderos.run(builderos.directory(), "up");
        Journal.of(builderos.api(), id).assertSound();
        assertThat(Journal.of(builderos.api(), id).types()).contains("ReceiptIssued");
        Command.Outcome again = builderos.run(project.root(), "run", "test", "--json");
        assertThat(again.exitCode()).as("with space again: %s", again.all()).isZero();
    }

    private static void demandRoot() throws IOException {
        assertThat(Files.getOwner(Path.of("/proc/self")).getName())
                .as("the user of this test, which changes what is mounted for a server, and only root can")
                .isEqualTo("root");
    }

    private List<ProcessHandle> servers() {
        return builderos
                .processes()
                .filter(each -> each.info().commandLine().orElse("").contains("quarkus-run.jar"))
                .toList();
    }
}
