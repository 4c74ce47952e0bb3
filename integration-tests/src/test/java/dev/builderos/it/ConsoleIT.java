package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console in a real browser, in front of a server of its own. What it has to show is in the console's own tests. */
class ConsoleIT {
    private static final Duration PATIENCE = Duration.ofMinutes(9);

    @ParameterizedTest
    @ValueSource(strings = {"console", "places"})
    void showsPeopleWhatHappensAndTakesTheirAnswers(String tests) throws IOException {
        try (Installation builderos = Installation.fresh()) {
            assertThat(builderos.run(builderos.directory(), "up").exitCode()).isZero();
            builderos.setEnvironment(
                    "E2E_CLI", Installation.built("cli/target/cli.jar").toString());
            builderos.setEnvironment(
                    "E2E_DIRECTORY",
                    Files.createDirectory(builderos.directory().resolve("e2e")).toString());
            Path console = Installation.built("console");

            Command.Outcome outcome = builderos.runProgram(
                    console,
                    PATIENCE,
                    List.of("npm", "run", "--silent", "e2e", "--", "src/test/e2e/" + tests + ".test.ts"));

            System.out.println(outcome.out());
            assertThat(outcome.exitCode()).as(outcome.all()).isZero();
        }
    }
}
