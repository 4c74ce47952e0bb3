package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledGrantTest {
    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              builder:
                tools: [fs.*, memory.*, shell.exec]
                paths:
                  read: ["**"]
                  write: ["src/**", "test/**", "docs/*.md", "**/gen/**", ".github/workflows/**"]
                  deny: ["**/.env*", "src/secret/**", "Src/Straße.txt", "keys/"]
              reader: { tools: [fs.read, fs.list], paths: { read: ["src/**"] } }
              nobody: {}
            """;

    @ParameterizedTest
    @CsvSource({
        "fs.write, src/Main.java, ALLOW, agent-grant",
        "fs.write, ./src//a/./Main.java, ALLOW, agent-grant",
        "fs.edit, docs/a.md, ALLOW, agent-grant",
        "fs.write, docs/deep/a.md, DENY, default-deny",
        "fs.write, src, DENY, default-deny",
        "fs.write, SRC/Main.java, DENY, default-deny",
        "fs.delete, README.md, DENY, default-deny",
        "fs.chmod, README.md, DENY, default-deny",
        "fs.read, README.md, ALLOW, agent-grant",
        "fs.read, .env, DENY, agent-grant",
        "fs.read, a/b/.ENV.local, DENY, agent-grant",
        "fs.read, src/.env/x, DENY, agent-grant",
        "fs.write, src/secret/x, DENY, agent-grant",
        "fs.write, src/SECRET./x, DENY, agent-grant",
        "fs.list, src/secret, DENY, agent-grant",
        "fs.read, src/STRASSE.TXT, DENY, agent-grant",
        "fs.read, keys/a/b, DENY, agent-grant",
        "fs.read, KEYS, DENY, agent-grant",
        "fs.read, .git/config, ALLOW, agent-grant",
        "fs.list, ., ALLOW, agent-grant",
        "fs.search, src, ALLOW, agent-grant",
    })
    void judgesPathsByGrantAndDeny(String tool, String path, Verdict verdict, String ruleId) {
        Decision decision = Policies.decide(POLICY, Policies.file(tool, path));

        assertThat(decision.verdict()).as(decision.sentence()).isEqualTo(verdict);
        assertThat(decision.ruleId()).isEqualTo(ruleId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git",
                ".git/hooks/pre-commit",
                "./.git/config",
                "src/../.git",
                ".GIT/config",
                ".git./config",
                ".git /config",
                ".git::$INDEX_ALLOCATION/config",
                "git~1/config",
                "src/gen/.git/hooks/x",
                "builderos.policy.yaml",
                "BuilderOS.Policy.YAML",
                "builderoſ.policy.yaml",
                ".vscode/gen/tasks.json",
                ".idea/gen/x",
                ".husky/gen/pre-commit",
                ".gitlab-ci.yml/gen/x",
                ".github/gen/x/../../..",
                "gen/.git/x",
                ".",
                ""
            })
    void refusesToWriteWhatOthersRun(String path) {
        String everything = """
                kind: builderos/policy@v1
                agents: { builder: { tools: ["*"], paths: { read: ["**"], write: ["**", "**/gen/**"] } } }
                """;

        Decision decision = Policies.decide(everything, Policies.file("fs.write", path));

        assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
        assertThat(decision.ruleId()).isIn("protected-path", "path-escape");
    }

    @Test
    void coversConfigurationOnlyByAGlobThatNamesIt() {
        String named = POLICY;
        String broad = POLICY.replace(".github/workflows/**", "**/workflows/**");

        assertThat(Policies.decide(named, Policies.file("fs.write", ".github/workflows/ci.yml"))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(Policies.decide(broad, Policies.file("fs.write", ".github/workflows/ci.yml"))
                        .ruleId())
                .isEqualTo("protected-path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "src/../../x",
                "src/..",
                "/etc/passwd",
                "~/.ssh/id",
                "C:/x",
                "c:x",
                "src\\..\\x",
                "src/a\u0000b",
                "src/a\nb",
                "src/a\u007fb",
                "src/a\u2028b",
                "src/a\u2029b",
                "src/.g\u200dit/x",
                "src/\u202Egpj.exe",
                "src/\uD800"
            })
    void deniesPathsThatMayLeadElsewhere(String path) {
        for (String tool : new String[] {"fs.read", "fs.list", "fs.search", "fs.write", "fs.edit", "fs.delete"}) {
            assertThat(Policies.decide(POLICY, Policies.file(tool, path)).ruleId())
                    .as(tool)
                    .isEqualTo("path-escape");
        }
    }

    @Test
    void deniesPathsLongerThanAnyFileSystemTakes() {
        assertThat(Policies.decide(POLICY, Policies.file("fs.read", "a/".repeat(3_000)))
                        .ruleId())
                .isEqualTo("path-escape");
    }

    @Test
    void deniesFileToolsWithoutATextPath() {
        assertThat(Policies.decide(POLICY, Policies.effect("fs.read", null, Map.of()))
                        .ruleId())
                .isEqualTo("path-escape");
        assertThat(Policies.decide(POLICY, Policies.effect("fs.write", null, Map.of("path", 7)))
                        .ruleId())
                .isEqualTo("path-escape");
    }

    @Test
    void searchesTheWorkspaceWhenNoPathIsGiven() {
        assertThat(Policies.decide(POLICY, Policies.effect("fs.search", null, Map.of("pattern", "x")))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
    }

    @ParameterizedTest
    @CsvSource({"caf\u00e9, cafe\u0301", "cafe\u0301, caf\u00e9"})
    void composedAndDecomposedLettersAreTheSameName(String written, String asked) {
        String policy = """
                kind: builderos/policy@v1
                agents: { builder: { tools: [fs.read], paths: { read: ["%s/**"], deny: ["%s/secret/**"] } } }
                """.formatted(written, written);

        assertThat(Policies.decide(policy, Policies.file("fs.read", asked + "/x"))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(Policies.decide(policy, Policies.file("fs.read", asked + "/secret/x"))
                        .ruleId())
                .isEqualTo("agent-grant");
        assertThat(Policies.decide(policy, Policies.file("fs.read", asked + "/secret/x"))
                        .verdict())
                .isEqualTo(Verdict.DENY);
    }

    @ParameterizedTest
    @CsvSource({
        "builder, memory.recall, ALLOW, agent-grant",
        "builder, memory.a.b, ALLOW, agent-grant",
        "builder, memorysafe.read, DENY, default-deny",
        "builder, shell.exec, ALLOW, agent-grant",
        "builder, shell.exes, DENY, default-deny",
        "builder, shell.execute, DENY, default-deny",
        "builder, git.push, DENY, default-deny",
        "nobody, shell.exec, DENY, default-deny",
        "stranger, shell.exec, DENY, default-deny",
        "Builder, shell.exec, DENY, default-deny",
    })
    void judgesToolsByTheirPattern(String agent, String tool, Verdict verdict, String ruleId) {
        Decision decision = Policies.decide(POLICY, new Effect(tool, agent, null, Map.of()));

        assertThat(decision.verdict()).isEqualTo(verdict);
        assertThat(decision.ruleId()).isEqualTo(ruleId);
    }

    @Test
    void saysWhatToAddToThePolicy() {
        assertThat(Policies.decide(POLICY, new Effect("git.push", "stranger", null, Map.of()))
                        .sentence())
                .isEqualTo(
                        "the policy does not know the agent `stranger`; add `stranger: { tools: [git.push] }` under `agents`");
        assertThat(Policies.decide(POLICY, Policies.effect("git.push", null, Map.of()))
                        .sentence())
                .isEqualTo("`builder` is not granted git.push; add `git.push` to agents.builder.tools");
        assertThat(Policies.decide(POLICY, Policies.file("fs.write", "pom.xml")).sentence())
                .isEqualTo(
                        "`pom.xml` is not granted to `builder`; add a glob that matches it to agents.builder.paths.write");
    }

    @Test
    void listsADirectoryOnlyWhenSomethingDirectlyInItIsGranted() {
        assertThat(Policies.compile(POLICY)
                        .decide(new Effect("fs.list", "reader", null, Map.of("path", "src")), Policies.CONTEXT)
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(Policies.compile(POLICY)
                        .decide(new Effect("fs.list", "reader", null, Map.of()), Policies.CONTEXT)
                        .verdict())
                .isEqualTo(Verdict.DENY);
    }
}
