package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Org, project, environment, agent, step: a narrower scope only tightens. */
class ScopesTest {
    private static final String GRANTS = """
            kind: builderos/policy@v1
            agents:
              builder: { tools: ["*"], paths: { read: ["**"], write: ["**"] }, secrets: [TOKEN, KEY] }
            """;

    private static final String SCOPED = GRANTS + """
            everyone: { tools: [fs.*, deploy.*, git.push], paths: { deny: ["private/**"] }, secrets: [TOKEN] }
            environments:
              prod: { tools: [deploy.*], rules: [ { id: quiet, on: deploy.release, deny: "not this week" } ] }
            steps:
              docs: { paths: { read: ["**"], write: ["docs/**"] } }
            """;

    @ParameterizedTest
    @CsvSource(textBlock = """
            fs.write,       src/a,     ,     build, ALLOW, agent-grant
            fs.write,       private/a, ,     build, DENY,  everyone
            fs.read,        private/a, ,     build, DENY,  everyone
            shell.exec,     ,          ,     build, DENY,  everyone
            deploy.preview, ,          dev,  build, ALLOW, agent-grant
            deploy.preview, ,          prod, build, ALLOW, agent-grant
            deploy.release, ,          prod, build, DENY,  quiet
            fs.write,       src/a,     prod, build, DENY,  environments.prod
            fs.write,       src/a,     ,     docs,  DENY,  steps.docs
            fs.write,       docs/a,    ,     docs,  ALLOW, agent-grant
            fs.read,        src/a,     ,     docs,  ALLOW, agent-grant
            """)
    void aNarrowerScopeTightens(
            String tool, String path, String environment, String step, Verdict verdict, String rule) {
        // Given
        Effect effect = Policies.effect(tool, environment, path == null ? Map.of() : Map.of("path", path));

        // When
        Decision decision = Policies.compile(SCOPED).decide(effect, context(step, RunSoFar.NOTHING));

        // Then
        assertThat(decision.verdict()).as(decision.sentence()).isEqualTo(verdict);
        assertThat(decision.ruleId()).isEqualTo(rule);
    }

    @Test
    void aSecretIsReadOnlyWhereEveryScopeLetsIt() {
        CompiledPolicy policy = Policies.compile(SCOPED);

        assertThat(policy.decide(secret("TOKEN"), Policies.CONTEXT).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(policy.decide(secret("KEY"), Policies.CONTEXT).ruleId()).isEqualTo("everyone");
        assertThat(policy.decide(secret("OTHER"), Policies.CONTEXT).ruleId()).isEqualTo("default-deny");
    }

    @Test
    void aCommandHasTheSecretsThatEveryScopeLetsItAndNoOthers() {
        String policy = GRANTS + "steps: { docs: { secrets: [] } }\n";

        assertThat(Policies.decide(policy, command(Map.of("A", "TOKEN", "B", "KEY")))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(Policies.decide(policy, command(Map.of("A", "TOKEN", "B", "OTHER")))
                        .sentence())
                .contains("not granted the secret OTHER");
        assertThat(Policies.decide(policy, command(List.of("TOKEN", 7))).verdict())
                .isEqualTo(Verdict.DENY);
        assertThat(Policies.decide(policy, command(7)).verdict()).isEqualTo(Verdict.DENY);
        assertThat(Policies.compile(policy)
                        .decide(command(Map.of("A", "TOKEN")), context("docs", RunSoFar.NOTHING))
                        .ruleId())
                .isEqualTo("steps.docs");
    }

    private static Effect command(Object secrets) {
        return Policies.effect("shell.exec", null, Map.of("command", "x", "sandbox", "bubblewrap", "secrets", secrets));
    }

    @Test
    void thePolicyOfTheOrgBoundsThatOfTheProject() {
        // Given
        SourceText org = new SourceText("org.policy.yaml", """
                kind: builderos/policy@v1
                agents: { builder: { tools: [fs.*], paths: { read: ["**"], write: ["src/**"] } } }
                everyone: { tools: [fs.*, git.*] }
                rules: [ { id: org-asks, on: fs.read, ask: { from: [Admin] } } ]
                """);
        SourceText project =
                new SourceText("builderos.policy.yaml", GRANTS + "  other: { tools: [git.push, deploy.preview] }\n");

        // When
        CompiledPolicy policy = compiled(project, org);

        // Then
        assertThat(rule(policy, Policies.file("fs.write", "src/a"))).isEqualTo("agent-grant");
        assertThat(rule(policy, Policies.file("fs.write", "lib/a"))).isEqualTo("default-deny");
        assertThat(rule(policy, Policies.file("fs.read", "lib/a"))).isEqualTo("org-asks");
        assertThat(rule(policy, Policies.effect("shell.exec", null, Map.of()))).isEqualTo("default-deny");
        assertThat(rule(policy, new Effect("git.push", "other", null, Map.of("branch", "feature"))))
                .as("the org does not know this agent, and bounds it by what holds for everyone")
                .isEqualTo("agent-grant");
        assertThat(rule(policy, new Effect("deploy.preview", "other", "dev", Map.of())))
                .isEqualTo("everyone");
        assertThat(policy.digest()).isNotEqualTo(compiled(project, null).digest());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            fs.write, 10,  99, 1, 1000, 5, ALLOW
            fs.write, 10, 100, 1, 1000, 5, DENY
            fs.write, 10,   1, 5, 1000, 5, DENY
            fs.write, 11,   1, 1, 1014, 5, DENY
            fs.write, 10,   1, 1, 1014, 5, ALLOW
            fs.write, 10,   1, 1, 1000, 9, DENY
            fs.read,  10,   1, 5, 1024, 5, ALLOW
            """)
    void aRunThatHasDoneEnoughIsDenied(
            String tool, int bytes, int calls, int files, int written, int lastMinute, Verdict verdict) {
        // Given
        CompiledPolicy policy = Policies.compile("""
                kind: builderos/policy@v1
                agents:
                  builder:
                    tools: [fs.*]
                    paths: { read: ["**"], write: ["**"] }
                    limits: { calls: 100, files: 5, bytes: 1 KB, calls_per_minute: 9 }
                """);

        // When
        Decision decision = policy.decide(
                Policies.effect(tool, null, Map.of("path", "a", "bytes", bytes)),
                context("build", new RunSoFar(List.of(), calls, files, written, lastMinute)));

        // Then
        assertThat(decision.verdict()).as(decision.sentence()).isEqualTo(verdict);
    }

    @Test
    void aWriteThatDoesNotSayHowMuchIsAboveALimitOfBytes() {
        String policy = GRANTS + "everyone: { limits: { bytes: 1 GB } }\n";

        assertThat(Policies.decide(policy, Policies.file("fs.write", "a")).ruleId())
                .isEqualTo("limit");
        assertThat(Policies.decide(policy, Policies.file("fs.delete", "a")).verdict())
                .as("a deletion writes nothing")
                .isEqualTo(Verdict.ALLOW);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            fs.write,       ALLOW
            shell.exec,     ALLOW
            git.commit,     ALLOW
            git.push,       ASK
            deploy.preview, ASK
            verify.http,    ASK
            unknown.tool,   ASK
            """)
    void aRunThatReadWhatNobodyVouchesForIsAskedBeforeItReachesOut(String tool, Verdict verdict) {
        // Given
        PolicyContext tainted = context("build", new RunSoFar(List.of("web example.com"), 1, 0, 0, 1));
        Effect effect = Policies.effect(tool, null, Map.of("path", "a", "branch", "feature"));

        // When
        Decision decision = Policies.compile(GRANTS).decide(effect, tainted);

        // Then
        assertThat(decision.verdict()).isEqualTo(verdict);
        assertThat(Policies.decide(GRANTS, effect).verdict()).as("untainted").isEqualTo(Verdict.ALLOW);
    }

    @Test
    void aRuleThatAllowsSparesTheQuestionAboutTaintAndNoOther() {
        // Given
        PolicyContext tainted = context("build", new RunSoFar(List.of("web example.com"), 1, 0, 0, 1));
        CompiledPolicy policy = Policies.compile(GRANTS + "rules: [ { id: fine, on: git.push, allow: true } ]\n");

        // When
        Decision feature = policy.decide(Policies.effect("git.push", null, Map.of("branch", "feature")), tainted);
        Decision main = policy.decide(Policies.effect("git.push", null, Map.of("branch", "main")), tainted);

        // Then
        assertThat(feature.verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(main.verdict()).isEqualTo(Verdict.ASK);
        assertThat(main.ruleId()).isEqualTo("builtin-push-default-branch");
    }

    @Test
    void whatAnAgentReadsFromOutsideTaintsAndWhatWasDeniedDoesNot() {
        Effect check = Policies.effect("verify.http", null, Map.of("url", "http://example.com"));

        assertThat(Policies.decide(GRANTS, check).taint()).isEqualTo("web http://example.com");
        assertThat(Policies.decide(GRANTS, new Effect("verify.http", "stranger", null, check.arguments()))
                        .taint())
                .isNull();
        assertThat(Policies.decide(GRANTS, Policies.file("fs.read", "a")).taint())
                .isNull();
    }

    @Test
    void conditionsSeeTheStepAndTheTaint() {
        String policy = GRANTS + """
                rules:
                  - { id: no-web, on: "*", when: tainted && step == "build", deny: "read less" }
                """;
        PolicyContext tainted = context("build", new RunSoFar(List.of("web example.com"), 1, 0, 0, 1));

        assertThat(Policies.compile(policy)
                        .decide(Policies.file("fs.read", "a"), tainted)
                        .ruleId())
                .isEqualTo("no-web");
        assertThat(Policies.decide(policy, Policies.file("fs.read", "a")).ruleId())
                .isEqualTo("agent-grant");
    }

    @Test
    void anExplanationHasEveryPartAndTheSameDecision() {
        // Given
        CompiledPolicy policy = Policies.compile(SCOPED);
        Effect effect = Policies.effect("deploy.release", "prod", Map.of());

        // When
        var explanation = policy.explain(effect, Policies.CONTEXT);

        // Then
        assertThat(explanation.decision()).isEqualTo(policy.decide(effect, Policies.CONTEXT));
        assertThat(explanation.parts())
                .extracting(part -> part.file() + ":" + part.line() + " " + part.part() + " " + part.verdict())
                .containsExactly(
                        "builderos.policy.yaml:3 agents.builder ALLOW",
                        "builderos.policy.yaml:4 everyone null",
                        "builderos.policy.yaml:6 environments.prod null",
                        "builderos.policy.yaml:6 quiet DENY",
                        "built in:0 always asked ASK",
                        "built in:0 builtin-tainted null");
    }

    @Test
    void aRuleHasItsNameAloneInAllScopes() {
        assertThat(Policies.problems(SCOPED + "rules: [ { id: quiet, on: git.push, allow: true } ]\n"))
                .containsExactly("builderos.policy.yaml:6:45: duplicate rule `quiet`, first on line 9");
    }

    private static Effect secret(String name) {
        return Policies.effect("secret.read", null, Map.of("name", name));
    }

    private static String rule(CompiledPolicy policy, Effect effect) {
        return policy.decide(effect, Policies.CONTEXT).ruleId();
    }

    private static CompiledPolicy compiled(SourceText project, @Nullable SourceText org) {
        return switch (CompiledPolicy.compile(project, org)) {
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy policy) -> policy;
            case Parsed.Invalid<CompiledPolicy>(var problems) -> throw new AssertionError(problems);
        };
    }

    private static PolicyContext context(String step, RunSoFar soFar) {
        return new PolicyContext(
                Policies.CONTEXT.project(),
                Policies.CONTEXT.requester(),
                Policies.CONTEXT.run(),
                new StepId(step),
                soFar);
    }
}
