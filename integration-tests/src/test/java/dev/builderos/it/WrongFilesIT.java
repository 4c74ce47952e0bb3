package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files and repositories a run cannot begin with: said at once, in words that help, and nothing is changed. */
@ExtendWith(SharedInstallation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongFilesIT {
    private static final String GOOD = "- { id: one, run: \"echo fine\" }";

    private final Installation builderos;
    private GitProject project;

    WrongFilesIT(Installation builderos) {
        this.builderos = builderos;
    }

    @BeforeAll
    void makeAProject() {
        project = GitProject.with(builderos.directory().resolve("wrong"), GOOD);
        Command.Outcome good = builderos.run(project.root(), "run", "test", "--json");
        assertThat(good.exitCode())
                .as("the project as it should be: %s", good.all())
                .isZero();
    }

    static Stream<Arguments> pipelines() {
        return Stream.of(
                Arguments.of(
                        "a cycle", """
                        - { id: one, needs: [two], run: "true" }
                        - { id: two, needs: [one], run: "true" }
                        """,
                        "ship/test.yaml:5:11:", "steps wait for each other: one → two → one"),
                Arguments.of(
                        "an unknown key",
                        "- { id: one, run: \"true\", retires: { max: 2 } }",
                        "ship/test.yaml:5:29:",
                        "did you mean `retries`?"),
                Arguments.of(
                        "an unknown agent",
                        "- { id: one, agent: bilder, ask: \"do it\" }",
                        "ship/test.yaml:5:",
                        "did you mean `builder`?"),
                Arguments.of(
                        "an unknown action",
                        "- { id: one, action: git.pul_request }",
                        "ship/test.yaml:5:",
                        "did you mean `git.pull_request`?"),
                Arguments.of(
                        "a wrong version range",
                        "- { id: one, agent: builder, prompt: \"builder/plan@^x\" }",
                        "ship/test.yaml:5:",
                        "^x"),
                Arguments.of(
                        "an unknown need", "- { id: one, needs: [zero], run: \"true\" }", "ship/test.yaml:5:", "zero"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pipelines")
    void aPipelineThatCannotRunIsRefusedWithItsPlace(String what, String steps, String place, String hint) {
        long before = runs();
        project.pipeline(steps);
        try {
            Command.Outcome refused = builderos.run(project.root(), "run", "test", "--allow-dirty", "--json");

            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
            assertThat(refused.err()).contains(place).contains(hint);
            assertThat(refused.out()).isEmpty();
            assertThat(runs()).isEqualTo(before);
        } finally {
            project.pipeline(GOOD);
        }
    }

    @Test
    void aMissingInputIsNamed() {
        project.write("ship/needy.yaml", """
                kind: builderos/pipeline@v1
                name: needy
                version: 1.0.0
                inputs: { task: { type: string, required: true } }
                steps:
                  - { id: one, run: "echo ${inputs.task}" }
                """);
        try {
            Command.Outcome refused = builderos.run(project.root(), "run", "needy", "--allow-dirty");

            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
            assertThat(refused.err()).contains("task").contains("-i task=");
        } finally {
            project.git("clean", "--quiet", "--force", "ship");
        }
    }

    @Test
    void uncommittedChangesAreNamedUnlessTheyMayBeLeftAside() {
        project.write("Service.java", "changed\n");
        try {
            Command.Outcome refused = builderos.run(project.root(), "run", "test");
            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
            assertThat(refused.err()).contains("Service.java").contains("--allow-dirty");

            long before = runs();
            Command.Outcome allowed = builderos.run(project.root(), "run", "test", "--allow-dirty");

            assertThat(allowed.exitCode()).as(allowed.all()).isZero();
            assertThat(runs()).isEqualTo(before + 1);
            assertThat(project.read("Service.java")).isEqualTo("changed\n");
        } finally {
            project.git("checkout", "--quiet", "Service.java");
        }
    }

    @Test
    void aDirectoryWithoutGitIsToldApart() {
        Path root = builderos.directory().resolve("no-git");
        GitProject plain = new GitProject(root);
        copyFiles(plain);

        Command.Outcome refused = builderos.run(root, "run", "test");

        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
        assertThat(refused.err()).contains("git init");
    }

    @Test
    void aRepositoryWithoutACommitIsToldApart() {
        GitProject unborn = GitProject.empty(builderos.directory().resolve("no-commit"));
        copyFiles(unborn);

        Command.Outcome refused = builderos.run(unborn.root(), "run", "test");

        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(2);
        assertThat(refused.err()).contains("git commit");
    }

    @Test
    void aDeskIsNotAppliedOverChangedFiles() {
        GitProject mine = GitProject.empty(builderos.directory().resolve("mine"));
        mine.write("src/Main.java", "class Mine {}\n");
        mine.write("README.md", "# Mine\n");
        mine.commit("mine");

        Command.Outcome refused = builderos.run(mine.root(), "init", "--desk", "java-service");

        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(1);
        assertThat(refused.all()).contains("src/Main.java").contains("README.md");
        assertThat(mine.git("status", "--porcelain", "--untracked-files=all")).isEmpty();
        assertThat(mine.read("src/Main.java")).isEqualTo("class Mine {}\n");
    }

    private void copyFiles(GitProject to) {
        Stream.of("builderos.yaml", "builderos.policy.yaml", "ship/test.yaml", ".gitignore")
                .forEach(path -> to.write(path, project.read(path)));
    }

    private long runs() {
        return builderos
                .run(project.root(), "runs", "--json")
                .json()
                .path("runs")
                .size();
    }
}
