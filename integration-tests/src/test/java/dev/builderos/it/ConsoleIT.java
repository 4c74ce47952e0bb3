package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The console in a real browser, in front of a server of its own. What it has to show is in the console's own tests. */
class ConsoleIT {
    private static final Duration PATIENCE = Duration.ofMinutes(9);

    @Test
    void showsPeopleWhatHappensAndTakesTheirAnswers() throws IOException {
        try (Installation builderos = Installation.fresh()) {
            assertThat(builderos.run(builderos.directory(), "up").exitCode()).isZero();
            builderos.setEnvironment(
                    "E2E_CLI", Installation.built("cli/target/cli.jar").toString());
            builderos.setEnvironment(
                    "E2E_DIRECTORY",
                    Files.createDirectory(builderos.directory().resolve("e2e")).toString());
            Path console = Installation.built("console");

            Command.Outcome tests = builderos.runProgram(console, PATIENCE, List.of("npm", "run", "--silent", "e2e"));

            System.out.println(tests.out());
            assertThat(tests.exitCode()).as(tests.all()).isZero();
        }
    }
}
