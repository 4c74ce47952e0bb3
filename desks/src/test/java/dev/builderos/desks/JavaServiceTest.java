package dev.builderos.desks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaServiceTest {
    private static final String TESTS = "java test/RunTests.java";

    @TempDir
    Path project;

    @BeforeEach
    void apply() throws IOException {
        Library.apply(project);
    }

    @Test
    void testsPassAsTheDeskBringsThem() throws Exception {
        Ended tests = run(TESTS);

        assertThat(tests.output())
                .contains("ok     GET / answers 200", "all checks passed")
                .doesNotContain("FAILED");
        assertThat(tests.status()).isZero();
    }

    @Test
    void testsFailWhenARouteAnswersOtherwise() throws Exception {
        Path main = project.resolve("src/Main.java");
        Files.writeString(main, Files.readString(main).replace("Hello from", "Goodbye from"));

        Ended tests = run(TESTS);

        assertThat(tests.output()).contains("FAILED GET /");
        assertThat(tests.status()).isEqualTo(1);
    }

    @Test
    void testsFailWhenTheServiceDoesNotStart() throws Exception {
        Files.writeString(project.resolve("src/Main.java"), "void main() { throw new IllegalStateException(); }");

        Ended tests = run(TESTS);

        assertThat(tests.output()).contains("FAILED the service did not start");
        assertThat(tests.status()).isEqualTo(1);
    }

    @Test
    void transcriptAddsHealthTestFirst() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (Transcript.Call call : Transcript.addHealth().calls()) {
            carryOut(call, statuses);
        }

        assertThat(statuses)
                .as("the new check fails before the route is there, and passes after")
                .containsExactly(1, 0);
        assertThat(run(TESTS).output()).contains("ok     GET /health answers 200", "all checks passed");
        assertThat(project.resolve("docs/API.md")).content().contains("## GET /health");
        assertThat(project.resolve("plan.md")).exists();
    }

    private void carryOut(Transcript.Call call, List<Integer> statuses) throws Exception {
        switch (call.tool()) {
            case "fs.read" ->
                assertThat(Files.exists(project.resolve(call.text("path")))
                                || call.text("path").equals(".env"))
                        .as("%s is there to be read", call.text("path"))
                        .isTrue();
            case "fs.write" -> Files.writeString(project.resolve(call.text("path")), call.text("content"));
            case "fs.edit" -> {
                Path file = project.resolve(call.text("path"));
                String text = Files.readString(file);
                assertThat(text.split(Pattern.quote(call.text("old")), -1))
                        .as("`%s` stands once in %s", call.text("old"), file)
                        .hasSize(2);
                Files.writeString(file, text.replace(call.text("old"), call.text("new")));
            }
            case "shell.exec" -> statuses.add(run(call.text("command")).status());
            case "git.diff", "git.commit" -> {}
            default -> throw new AssertionError("nobody knows " + call.tool());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id,name~1,One~2,"Two, Sons" | 0 | 2 rows are fine
            id,name~2,Two~1,One         | 1 | does not come after
            id,name~1,One~1,Two         | 1 | does not come after
            id,name~1,One,more          | 1 | 3 cells, where the header has 2
            id,name~1,                  | 1 | an empty cell
            ''                          | 1 | there is no header
            """)
    void validateTellsGoodDataFromBad(String lines, int status, String says) throws Exception {
        Files.writeString(
                project.resolve("data/normalized.csv"), lines.isEmpty() ? "" : lines.replace('~', '\n') + "\n");

        Ended ended = run("java data/Validate.java data/normalized.csv");

        assertThat(ended.output()).contains(says);
        assertThat(ended.status()).isEqualTo(status);
    }

    private record Ended(int status, String output) {}

    private Ended run(String command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("desk", ".log");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = shell.environment();
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + environment.get("PATH"));
        Process process = shell.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("`%s` ends", command)
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
