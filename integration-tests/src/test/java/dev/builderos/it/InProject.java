package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** Somebody at a terminal in a project of their own, which each test gets anew; the server is up. */
abstract class InProject {
    private static final int LONGEST_NAME = 30;

    final Installation builderos;
    private final String steps;
    GitProject project;

    /** @param steps of the pipeline {@code test} that the project begins with */
    InProject(Installation builderos, String steps) {
        this.builderos = builderos;
        this.steps = steps;
    }

    @BeforeEach
    void makeAProject(TestInfo test) {
        String name =
                (getClass().getSimpleName() + test.getTestMethod().orElseThrow().getName()).toLowerCase(Locale.ROOT);
        project = GitProject.with(
                builderos.directory().resolve(name.substring(0, Math.min(LONGEST_NAME, name.length()))), steps);
        succeed("up");
    }

    final Command.Outcome run(String... arguments) {
        return builderos.run(project.root(), arguments);
    }

    final void succeed(String... arguments) {
        Command.Outcome outcome = run(arguments);
        assertThat(outcome.exitCode()).as(outcome.all()).isZero();
    }

    final JsonNode shown(String run) {
        return run("show", run, "--json").json();
    }

    /** The id of the latest run. */
    final String latest() {
        return shown("latest").path("summary").path("id").asText();
    }

    /** The branch of the latest run. */
    final String branch() {
        return shown("latest").path("branch").asText();
    }

    /** The journal of the latest run. */
    final Journal journal() {
        return Journal.of(builderos.api(), latest());
    }

    /** What {@code verify} says of the receipt of a run; no file is left. */
    final Command.Outcome verified(String run) {
        succeed("receipt", run, "-o", "it.receipt.json");
        Command.Outcome verified = run("verify", "it.receipt.json");
        project.git("clean", "--quiet", "--force", "it.receipt.json");
        return verified;
    }

    final void verify(String run) {
        Command.Outcome verified = verified(run);
        assertThat(verified.exitCode()).as(verified.all()).isZero();
    }
}
