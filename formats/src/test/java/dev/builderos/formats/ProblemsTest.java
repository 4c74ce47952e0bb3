package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
    private static final String PROJECT = "kind: builderos/project@v1\nname: a\n";

    @Test
    void findsTheNameOfAProjectWhoseFileIsOtherwiseWrong() {
        assertThat(Formats.projectName(new SourceText("builderos.yaml", "name: a\nstak: java\n")))
                .contains("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- a\n", "stack: java\n", "name: [a]\n", "name: A b\n", "name: a\nname: b\n}"})
    void findsNoNameWhereThereIsNoneThatCouldBeOne(String text) {
        assertThat(Formats.projectName(new SourceText("builderos.yaml", text))).isEmpty();
    }

    @Test
    void tellsAllProblemsOfAFileInTheOrderOfTheFile() {
        // When
        List<String> problems = Files.problems(Kind.PROJECT, """
                kind: builderos/project@v1
                stak: java
                environments:
                  dev: { deploy: local, port: 99999, protected: yes }
                  Prod: { app: hello }
                models:
                  default: { provider: openia, name: 7 }
                budget: { run: 5, day: -1.00 USD }
                """);

        // Then
        assertThat(problems)
                .containsExactly(
                        "1:1: missing key `name`",
                        "2:1: unknown key `stak` (did you mean `stack`?)",
                        "4:31: must be a whole number from 1 to 65535, not `99999`",
                        "4:49: must be `true` or `false`, not `yes` (did you mean `true`?)",
                        "5:3: must be a name such as `hello-service`, not `Prod`",
                        "5:9: missing key `deploy`",
                        "7:24: must be one of `anthropic`, `openai`, `ollama`, `script`, not `openia`"
                                + " (did you mean `openai`?)",
                        "7:38: must be a text, and `7` is none unless quoted (did you mean `\"7\"`?)",
                        "8:16: must be an amount and a currency such as `5.00 USD`, not `5`",
                        "8:24: must be an amount and a currency such as `5.00 USD`, not `-1.00 USD`");
    }

    @Test
    void refusesASecondCurrencyWhereItStands() {
        // When
        List<String> problems = Files.problems(Kind.PROJECT, PROJECT + """
                models:
                  default: { provider: anthropic, name: a, price: { input: 3.00 USD, output: 15.00 EUR } }
                  small: { provider: anthropic, name: b, price: { input: 1.00 USD, output: 5.00 USD } }
                budget: { run: 5.00 USD, day: 50.00 CHF }
                """);

        // Then
        String rule = "the prices and budgets of a project have one currency, and the first is 3.00 USD, not ";
        assertThat(problems).containsExactly("4:78: " + rule + "EUR", "6:31: " + rule + "CHF");
    }

    @Test
    void refusesHalfAPrice() {
        // When
        List<String> problems = Files.problems(Kind.PROJECT, PROJECT + """
                models: { default: { provider: openai, name: a, price: { input: 3.00 USD, outputs: free } } }
                """);

        // Then
        assertThat(problems)
                .containsExactly("3:56: missing key `output`", "3:75: unknown key `outputs` (did you mean `output`?)");
    }

    @Test
    void refusesDuplicateKeysAndReadsTheRest() {
        // When
        List<String> problems = Files.problems(Kind.PROJECT, PROJECT + "name: b\nstak: java\n");

        // Then
        assertThat(problems)
                .containsExactly(
                        "3:1: duplicate key `name`, first on line 2",
                        "4:1: unknown key `stak` (did you mean `stack`?)");
    }

    @Test
    void refusesTabs() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "git:\n\tprovider: github\n"))
                .containsExactly("4:1: tabs are not allowed here; use spaces");
    }

    @Test
    void pointsAtBadSyntax() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "desks: [a, b\nstack: java\n"))
                .singleElement()
                .asString()
                .startsWith("4:6: bad YAML: ");
    }

    @Test
    void refusesAnchorsAliasesAndTags() {
        assertThat(Files.problems(
                        Kind.PROJECT, PROJECT + "stack: &a java\ngit: *a\nmodels: !!java.net.URL {}\nx: !y z\n"))
                .containsExactly(
                        "3:8: anchors are not allowed",
                        "4:6: aliases are not allowed; write the value out",
                        "5:9: tags are not allowed: `tag:yaml.org,2002:java.net.URL`",
                        "6:4: tags are not allowed: `!y`");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "---\nkind: x\n"))
                .containsExactly("3:1: a file holds one document");
    }

    @Test
    void refusesAnEmptyFile() {
        assertThat(Files.problems(Kind.PROJECT, "# nothing\n")).containsExactly("1:1: the file is empty");
    }

    @Test
    void refusesAFileThatIsNoMapping() {
        assertThat(Files.problems(Kind.PROJECT, "- a\n")).containsExactly("1:1: must be a mapping, not a list");
    }

    @Test
    void refusesAKeyThatIsNoText() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "? [a]\n: b\n")).containsExactly("3:3: a key must be a text");
    }

    @Test
    void refusesCharactersThatAreNotText() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "stack: \u0007\n"))
                .containsExactly("3:8: the character U+0007 is not allowed in a text file");
    }

    @Test
    void readsAFileThatStartsWithAByteOrderMark() {
        assertThat(Files.problems(Kind.PROJECT, "\uFEFF" + PROJECT)).isEmpty();
    }

    @Test
    void refusesAFileLargerThanTheLimit() {
        // Given
        String withinLimit = PROJECT + "#" + "x".repeat(YamlComposer.MAX_BYTES - PROJECT.length() - 1);

        // When
        List<String> problems = Files.problems(Kind.PROJECT, withinLimit + "x");

        // Then
        assertThat(Files.problems(Kind.PROJECT, withinLimit)).isEmpty();
        assertThat(problems).containsExactly("1:1: the file is larger than 1 MiB");
    }

    @Test
    void countsTheLimitInBytes() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "#" + "é".repeat(YamlComposer.MAX_BYTES / 2)))
                .containsExactly("1:1: the file is larger than 1 MiB");
    }

    @Test
    void refusesNestingDeeperThanTheLimit() {
        // Given
        int levels = YamlComposer.MAX_NESTING - 3;
        String policy =
                "kind: builderos/policy@v1\ntests: [{ agent: a, expect: deny, effect: { tool: a.b, x: %s%s } }]\n";

        // When
        List<String> problems = Files.problems(Kind.POLICY, policy.formatted("[".repeat(levels), "]".repeat(levels)));

        // Then
        assertThat(problems).singleElement().asString().endsWith("nested deeper than 50 levels");
        assertThat(Files.problems(Kind.POLICY, policy.formatted("[".repeat(levels - 1), "]".repeat(levels - 1))))
                .isEmpty();
    }

    @Test
    void tellsAFileOfAnotherKindOnce() {
        assertThat(Files.problems(Kind.POLICY, Files.example(Kind.PIPELINE)))
                .containsExactly(
                        "1:7: this file is a `builderos/pipeline@v1`, where a `builderos/policy@v1` is expected");
    }

    @Test
    void suggestsTheKind() {
        assertThat(Files.problems(Kind.POLICY, "kind: builderos/polcy@v1\n"))
                .containsExactly(
                        "1:7: must be `builderos/policy@v1`, not `builderos/polcy@v1` (did you mean `builderos/policy@v1`?)");
    }

    @Test
    void asksForTheKind() {
        assertThat(Files.problems(Kind.POLICY, "rules: []\n")).containsExactly("1:1: missing key `kind`");
    }

    @Test
    void boundsTheProblemsItTells() {
        // Given
        StringBuilder text = new StringBuilder(PROJECT);
        for (int i = 0; i < 300; i++) {
            text.append("key").append(i).append(": 1\n");
        }

        // When
        List<String> problems = Files.problems(Kind.PROJECT, text.toString());

        // Then
        assertThat(problems).hasSize(Reading.MAX_PROBLEMS + 1);
        assertThat(problems.getLast()).endsWith("and 100 more problems");
    }

    @Test
    void neverRepeatsAKeyWrittenInPlaceOfAReference() {
        // When
        List<String> problems = Files.problems(
                Kind.PROJECT, PROJECT + "models: { m: { provider: openai, name: x, api_key: sk-live-1234 } }\n");

        // Then
        assertThat(problems).containsExactly("3:52: must be a reference such as `${secrets.API_KEY}`, never a value");
    }

    @Test
    void refusesAnEmptyValue() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "stack:\ngit: ~\n"))
                .containsExactly(
                        "3:7: must be a name such as `hello-service`, not empty", "4:6: must be a mapping, not empty");
    }

    @Test
    void refusesABlankText() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "models: { m: { provider: script, name: \"  \" } }\n"))
                .containsExactly("3:40: must be a text, not blank");
    }

    @Test
    void refusesAFormedTextLongerThanAnyIs() {
        // Given
        String host = "example.com" + ".example".repeat(TextShape.MAX_FORMED / 40);
        String policy = "kind: builderos/policy@v1\nagents: { a: { network: { allow: [%s] } } }\n";

        // When
        List<String> problems = Files.problems(Kind.POLICY, policy.formatted(host.replace("example", "e".repeat(50))));

        // Then
        assertThat(Files.problems(Kind.POLICY, policy.formatted(host))).isEmpty();
        assertThat(problems).hasSize(1);
    }

    @Test
    void suggestsAListForASingleValue() {
        assertThat(Files.problems(Kind.PROJECT, PROJECT + "desks: java-service@1.2.0\n"))
                .containsExactly("3:8: must be a list (did you mean `[java-service@1.2.0]`?)");
    }

    @Test
    void refusesPathsThatLeaveTheirRoot() {
        assertThat(
                        Files.problems(
                                Kind.POLICY,
                                "kind: builderos/policy@v1\nagents: { a: { paths: { read: [a/../b, /etc/passwd, ok/**, ..] } } }\n"))
                .containsExactly(
                        "2:32: must be a glob such as `src/**`, not `a/../b`",
                        "2:40: must be a glob such as `src/**`, not `/etc/passwd`",
                        "2:60: must be a glob such as `src/**`, not `..`");
    }

    @Test
    void refusesARuleWithTwoVerdictsOrNone() {
        assertThat(Files.problems(Kind.POLICY, """
                kind: builderos/policy@v1
                rules:
                  - { id: a, on: git.push, deny: "no", allow: true }
                  - { id: b, on: git.push }
                  - { id: c, on: git.push, allow: false }
                """))
                .containsExactly(
                        "3:40: only one of `ask`, `deny`, `allow` may be written",
                        "4:5: needs one of `ask`, `deny`, `allow`",
                        "5:35: must be `true`, or the key left out");
    }

    @Test
    void refusesTwoRulesOfOneName() {
        assertThat(Files.problems(Kind.POLICY, """
                kind: builderos/policy@v1
                rules:
                  - { id: a, on: git.push, allow: true }
                  - { id: a, on: "*", deny: "no" }
                """)).containsExactly("4:11: duplicate rule `a`, first on line 3");
    }

    @Test
    void asksATestOfAPolicyForItsTool() {
        assertThat(Files.problems(
                        Kind.POLICY,
                        "kind: builderos/policy@v1\ntests: [{ agent: a, effect: { tol: fs.read }, expect: deny }]\n"))
                .containsExactly("2:29: needs the key `tool`, such as `fs.write`");
    }

    @Test
    void refusesADefaultOfAnotherType() {
        assertThat(Files.problems(Kind.PROMPT, """
                kind: builderos/prompt@v1
                name: a/b
                version: 1.0.0
                inputs: { n: { type: number, default: many }, b: { type: boolean, default: true } }
                messages: [ { user: x } ]
                """)).containsExactly("4:39: the default is not of the input's type");
    }

    @Test
    void refusesValuesThatAreNothingOrTooLarge() {
        assertThat(Files.problems(Kind.POLICY, """
                kind: builderos/policy@v1
                tests: [{ agent: a, expect: deny, effect: { tool: a.b, x: ~, y: 99999999999999999999, z: 1e999 } }]
                """))
                .containsExactly(
                        "2:59: needs a value",
                        "2:65: the number is too large (did you mean `\"99999999999999999999\"`?)",
                        "2:90: the number is too large (did you mean `\"1e999\"`?)");
    }

    @Test
    void countsColumnsInCharactersRatherThanUnits() {
        assertThat(Files.problems(Kind.PROMPT, """
                kind: builderos/prompt@v1
                name: a/b
                version: 1.0.0
                messages: [ { user: "🙂 {{task}}" } ]
                """))
                .containsExactly("4:24: placeholder `{{task}}` is no input of this prompt");
    }

    @Test
    void tellsTheKindOfAFileWhoseRestIsWrong() {
        assertThat(Formats.kindOf(new SourceText("a", "kind: builderos/desk@v1\nx: 1\n")))
                .isEqualTo(new Parsed.Ok<>(Kind.DESK));
    }

    @Test
    void suggestsAKindToAFileThatMisspeltIt() {
        // When
        Parsed<Kind> kind = Formats.kindOf(new SourceText("a.yaml", "kind: builderos/dsk@v1\n"));

        // Then
        assertThat(kind)
                .isEqualTo(new Parsed.Invalid<Kind>(List.of(new Problem(
                        "a.yaml",
                        new Position(1, 7),
                        "must be one of `builderos/project@v1`, `builderos/policy@v1`, `builderos/pipeline@v1`,"
                                + " `builderos/prompt@v1`, `builderos/desk@v1`, `builderos/agent@v1`,"
                                + " not `builderos/dsk@v1`",
                        "builderos/desk@v1"))));
    }
}
