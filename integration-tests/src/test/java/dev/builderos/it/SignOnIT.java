package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster with a real Keycloak, in front of a real browser. What people have to see is in the console's own tests. */
class SignOnIT {
    private static final Duration PATIENCE = Duration.ofMinutes(9);

    @Test
    void peopleSignOnWithTheirAccountsInBrowsersAndFromTerminals() throws IOException {
        try (Installation builderos = Installation.fresh()) {
            builderos.setEnvironment("BUILDEROS_SIGN_ON_CHECK_EVERY", "2s");
            Command.Outcome up = builderos.run(builderos.directory(), "cluster", "up", "--runners", "1");
            assertThat(up.exitCode()).as(up.all()).isZero();
            builderos.setEnvironment(
                    "E2E_CLI", Installation.built("cli/target/cli.jar").toString());
            builderos.setEnvironment(
                    "E2E_DIRECTORY",
                    Files.createDirectory(builderos.directory().resolve("e2e")).toString());
            Path console = Installation.built("console");

            Command.Outcome tests =
                    builderos.runProgram(console, PATIENCE, List.of("npm", "run", "--silent", "e2e:sign-on"));

            System.out.println(tests.out());
            assertThat(tests.exitCode()).as(tests.all()).isZero();
        }
    }
}
