package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console in a real browser, in front of a server of its own. What it has to show is in the console's own tests. */
class ConsoleIT {
    private static final Duration PATIENCE = Duration.ofMinutes(9);

    @ParameterizedTest
    @ValueSource(strings = {"console", "places settings"})
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
                    Stream.concat(
                                    Stream.of("npm", "run", "--silent", "e2e", "--"),
                                    Arrays.stream(tests.split(" ", -1))
                                            .map(file -> "src/test/e2e/" + file + ".test.ts"))
                            .toList());

            System.out.println(outcome.out());
            assertThat(outcome.exitCode()).as(outcome.all()).isZero();
        }
    }
}
