package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Secrets of the server are in no log, in whatever form a step writes them. */
@ExtendWith(SharedInstallation.class)
class RedactionIT extends InProject {
    /** Puts the secret together, so that no file and no plan has it. */
    private static final String ASSEMBLED = "secret=$(printf %s%s canary- of-the-server)\n";

    RedactionIT(Installation builderos) {
        super(builderos, """
                - { id: plain, run: "sh plain.sh" }
                - { id: encoded, run: "sh encoded.sh" }
                - { id: streamed, run: "sh streamed.sh" }
                - { id: token, run: "sh token.sh" }
                """);
    }

    @Test
    void aSecretOfTheServerIsInNoLog() {
        project.write("plain.sh", ASSEMBLED + "echo it is $secret, is it\n");
        project.write("encoded.sh", ASSEMBLED + """
                printf a%s $secret | base64 -w0; echo
                printf %s $secret | od -An -tx1 | tr -d ' \\n'; echo
                """);
        project.write("streamed.sh", "printf canary-; sleep 1; echo meanwhile >&2; printf of-the-server; echo\n");
        project.write("token.sh", "echo ghp_$(printf %036d 7)\n");
        project.commit("scripts");
        succeed("run", "test");

        String logs = run("logs", "latest").out();

        assertThat(logs)
                .contains("it is [redacted:IT_CANARY_TOKEN], is it")
                .contains("[redacted:github-token]")
                .contains("meanwhile");
        assertThat(logs.lines().filter(line -> line.contains("[redacted:IT_CANARY_TOKEN]")))
                .as("plain, base64, hex, streamed")
                .hasSize(4);
        List<String> forms = List.of(
                SharedInstallation.SECRET,
                Base64.getEncoder()
                        .encodeToString(("a" + SharedInstallation.SECRET).getBytes(StandardCharsets.US_ASCII))
                        .substring(2, 20));
        assertThat(forms).allSatisfy(form -> assertThat(logs).doesNotContain(form));
        try (Stream<Path> files = Files.walk(builderos.home())) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !file.startsWith(builderos.home().resolve("postgres/programs")))
                            .filter(file -> forms.stream().anyMatch(form -> holds(file, form))))
                    .as("files of the server with the secret in them")
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException gone) {
            return false;
        }
    }
}
