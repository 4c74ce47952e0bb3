package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GarbageTest {
    private static final long SEED = 20_261_122L;
    private static final int ROUNDS = 2_000;
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "? ",
        "\n",
        "\n  ",
        "\t",
        "\"",
        "'",
        "|",
        ">",
        "&a",
        "*a",
        "!!x",
        "<<: ",
        "---",
        "...",
        "#",
        "%YAML 1.1",
        "${",
        "$${",
        "{{",
        "}}",
        "}",
        "\\",
        "~",
        "null",
        "1e999",
        "0x1",
        "99999999999999999999",
        "\u0000",
        "\uD800",
        "\uFEFF",
        "\u2028",
        "\u0085",
        "é",
        "🙂",
        "\r",
        "@",
        "`",
        ",",
        "steps:",
        "needs: [a]",
        "lanes:",
        "kind:"
    };

    @ParameterizedTest
    @EnumSource(Kind.class)
    void brokenFilesGiveProblemsRatherThanExceptions(Kind kind) {
        // Given
        Random random = new Random(SEED);
        String example = Files.example(kind);

        for (int round = 0; round < ROUNDS; round++) {
            String text = broken(example, random);

            // When, Then
            assertThatCode(() -> Files.parse(kind, text))
                    .as("seed %d, kind %s, round %d:%n%s", SEED, kind, round, text)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void noiseGivesProblems(Kind kind) {
        // Given
        Random random = new Random(SEED);

        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder noise = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                noise.append(
                        random.nextInt(4) == 0
                                ? (char) random.nextInt(0x10000)
                                : PIECES[random.nextInt(PIECES.length)]);
            }

            // When
            Parsed<?> parsed = Files.parse(kind, noise.toString());

            // Then
            assertThat(parsed).as("seed %d, round %d:%n%s", SEED, round, noise).isInstanceOf(Parsed.Invalid.class);
        }
    }

    @Test
    void hugeFilesOfProblemsAreReadInPassing() {
        // Given
        int room = YamlComposer.MAX_BYTES - 200;
        String steps = "kind: builderos/pipeline@v1\nsteps:\n" + "- {needs: [zz]}\n".repeat(room / 16);
        String references =
                "kind: builderos/pipeline@v1\nsteps: [{ id: a, run: \"" + "${a.b} ${x".repeat(room / 10) + "\" }]\n";
        String placeholders = "kind: builderos/prompt@v1\nmessages: [{ user: \"" + "{{x}}".repeat(room / 5) + "\" }]\n";
        String brackets = "kind: " + "[".repeat(room);
        String word = "kind: builderos/project@v1\nname: " + "a".repeat(room);

        // When, Then
        assertThat(Files.problems(Kind.PIPELINE, steps)).hasSize(Reading.MAX_PROBLEMS + 1);
        assertThat(Files.problems(Kind.PIPELINE, references)).hasSize(Reading.MAX_PROBLEMS + 1);
        assertThat(Files.problems(Kind.PROMPT, placeholders)).hasSize(Reading.MAX_PROBLEMS + 1);
        assertThat(Files.problems(Kind.PROJECT, brackets)).hasSize(1);
        assertThat(Files.problems(Kind.PROJECT, word)).hasSize(1);
    }

    private static String broken(String example, Random random) {
        StringBuilder text = new StringBuilder(example);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 1 -> text.delete(at, end);
                case 2 -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(80))));
            }
            if (text.isEmpty()) {
                text.append(' ');
            }
        }
        return text.toString();
    }
}
