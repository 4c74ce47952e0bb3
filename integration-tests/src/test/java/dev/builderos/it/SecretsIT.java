package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Commands use secrets that nobody sees afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT extends InProject {
    private static final String KEPT = "canary-of-the-keyring-81f4c2";
    private static final String MOUNTED = "canary-of-a-file-5d20aa97";
    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              pipeline: { tools: [shell.exec], secrets: [API_TOKEN, DB_URL] }
            """;

    SecretsIT() {
        super(Installation.fresh(), "- { id: none, action: noop }\n");
    }

    @AfterAll
    void takeAway() {
        builderos.close();
    }

    @Test
    void aCommandHasThemAndNothingThatIsStoredOrShownDoes() throws IOException {
        Path home = builderos.home();
        set("API_TOKEN", KEPT);
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/db"), MOUNTED + "\n");
        project.write("builderos.policy.yaml", POLICY);
        project.write(
                "builderos.yaml",
                project.read("builderos.yaml") + "secrets: { DB_URL: { provider: file, key: db } }\n");
        project.pipeline("""
                - id: use
                  run: |
                    [ "$(printf %%s ${secrets.API_TOKEN} | wc -c)" = "%d" ] || exit 3
                    [ "$(printf %%s ${secrets.DB_URL} | wc -c)" = "%d" ] || exit 4
                    echo "plain ${secrets.API_TOKEN} and ${secrets.DB_URL}"
                    printf %%s "${secrets.API_TOKEN}" | base64
                    printf %%s "${secrets.DB_URL}" | od -An -tx1 | tr -d ' \\n'; echo
                """.formatted(KEPT.length(), MOUNTED.length()));
        project.commit("uses secrets");

        Command.Outcome run = run("run", "test", "--json");

        assertThat(run.exitCode()).as(run.all()).isZero();
        String id = run.jsonLines().getFirst().path("run").asText();
        assertThat(run("logs", id).out()).contains("plain [redacted:API_TOKEN] and [redacted:DB_URL]");
        assertThat(Journal.of(builderos.api(), id)
                        .of("ToolCalled")
                        .getFirst()
                        .body()
                        .toString())
                .contains("\"API_TOKEN\"", "\"DB_URL\"");
        verify(id);
        for (String value : List.of(KEPT, MOUNTED)) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            for (String form : List.of(
                    value,
                    Base64.getEncoder().encodeToString(bytes),
                    HexFormat.of().formatHex(bytes))) {
                assertThat(run.all()).doesNotContain(form);
                assertThat(filesWith(home, form)).as(form).isEmpty();
                assertThat(filesWith(project.root(), form)).as(form).isEmpty();
            }
        }
    }

    @Test
    void aSecretThatIsNotGrantedIsNotRead() {
        set("OTHER_TOKEN", KEPT);
        project.write("builderos.policy.yaml", POLICY);
        project.pipeline("- { id: use, run: \"echo ${secrets.OTHER_TOKEN}\" }\n");
        project.commit("not granted");

        Command.Outcome run = run("run", "test");

        assertThat(run.exitCode()).as(run.all()).isEqualTo(5);
        assertThat(run.all()).contains("`pipeline` is not granted the secret OTHER_TOKEN");
    }

    @Test
    void aSecretThatIsNowhereFailsTheStepAndSaysWhere() {
        project.write("builderos.policy.yaml", POLICY);
        project.write(
                "builderos.yaml",
                project.read("builderos.yaml") + "secrets: { DB_URL: { provider: vault, key: \"kv/app#x\" } }\n");
        project.pipeline("- { id: use, run: \"echo ${secrets.DB_URL}\" }\n");
        project.commit("nowhere");

        Command.Outcome run = run("run", "test");

        assertThat(run.exitCode()).as(run.all()).isNotZero();
        assertThat(run.all()).contains("the secret DB_URL cannot be had from vault: the server has no VAULT_ADDR");
    }

    @Test
    void aSecretHasNoPlaceInWhatAModelReads() {
        project.pipeline("- { id: ask, agent: builder, ask: \"use ${secrets.DB_URL}\" }\n");
        project.commit("told to a model");

        Command.Outcome run = run("run", "test");

        assertThat(run.exitCode()).as(run.all()).isNotZero();
        assertThat(run.all()).contains("only `run` may use it");
    }

    private void set(String name, String value) {
        Command.Outcome set = builderos.runWith(value + "\n", project.root(), "secret", "set", name);
        assertThat(set.exitCode()).as(set.all()).isZero();
        assertThat(run("secret", "list").out()).contains(name).doesNotContain(value);
    }

    /** The files that hold these bytes; the keyring and the file that is a secret are left out. */
    private static List<Path> filesWith(Path directory, String form) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(directory.resolve("secrets"))
                            && !file.startsWith(directory.resolve("postgres/programs")))
                    .filter(file -> contains(file, form))
                    .toList();
        }
    }

    private static boolean contains(Path file, String form) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(form);
        } catch (IOException gone) {
            return false;
        }
    }
}
