package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.Explanation;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Org, project, environment, agent, step: a narrower scope only tightens. */
class ScopesTest {
    private static final String GRANTS = """
            kind: builderos/policy@v1
            agents:
              builder: { tools: ["*"], paths: { read: ["**"], write: ["**"] }, secrets: [TOKEN, KEY] }
            """;

    private static final String SCOPED = GRANTS + """
            everyone: { tools: [fs.*, deploy.*, git.push], paths: { deny: ["Private/**"] }, secrets: [TOKEN] }
            environments:
              prod: { tools: [deploy.*], rules: [ { id: quiet, on: deploy.release, deny: "not this week" } ] }
            steps:
              docs: { paths: { read: ["**"], write: ["docs/**"] } }
              blind: { paths: { read: ["pub/**"] } }
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
            fs.read,        Private/a, ,     build, DENY,  everyone
            fs.read,        src/a,     ,     blind, DENY,  steps.blind
            fs.list,        src,       ,     blind, DENY,  steps.blind
            fs.read,        pub/a,     ,     blind, ALLOW, agent-grant
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

    @ParameterizedTest
    @CsvSource(textBlock = """
            api.example.com,   443,  build, dev,  ALLOW, agent-grant
            db.example.com,    443,  build, dev,  DENY,  everyone
            api.example.com,   8443, build, dev,  DENY,  everyone
            *,                 443,  build, dev,  DENY,  everyone
            cdn.example.com,   443,  build, dev,  ALLOW, agent-grant
            cdn.example.com,   443,  docs,  dev,  DENY,  steps.docs
            cdn.example.com,   443,  build, prod, DENY,  environments.prod
            """)
    void aHostIsReachedOnlyWhereEveryScopeLetsIt(
            String host, int port, String step, String environment, Verdict verdict, String rule) {
        // Given
        CompiledPolicy policy = Policies.compile("""
                kind: builderos/policy@v1
                agents:
                  builder: { network: { allow: ["*.example.com", "*.example.com:8443"] } }
                everyone: { network: { allow: ["api.example.com", "cdn.example.com"] } }
                environments: { prod: { network: { allow: ["api.example.com"] } } }
                steps: { docs: { network: { allow: [] } } }
                """);

        // When
        Decision decision = policy.decide(request(host, port, environment), context(step, RunSoFar.NOTHING));

        // Then
        assertThat(decision.verdict()).as(decision.sentence()).isEqualTo(verdict);
        assertThat(decision.ruleId()).isEqualTo(host.equals("*") ? "default-deny" : rule);
    }

    @Test
    void aRequestThatDoesNotSayWhereItGoesIsBeyondAScopeOfHosts() {
        CompiledPolicy policy = Policies.compile(GRANTS + "everyone: { network: { allow: [\"api.example.com\"] } }\n");
        Effect nowhere = Policies.effect("net.request", null, Map.of("host", "api.example.com", "scheme", "https"));

        assertThat(objections(policy, nowhere)).contains("everyone");
    }

    /** A scope objects by itself: it stands also over a grant that one day is looser. */
    @Test
    void aPathThatLeadsElsewhereIsBeyondEachScope() {
        assertThat(objections(Policies.compile(SCOPED), Policies.file("fs.read", "../x")))
                .contains("agents.builder", "everyone");
    }

    @Test
    void aSecretIsReadOnlyWhereEveryScopeLetsIt() {
        CompiledPolicy policy = Policies.compile(SCOPED);

        assertThat(policy.decide(secret("TOKEN"), Policies.CONTEXT).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(policy.decide(secret("KEY"), Policies.CONTEXT).ruleId()).isEqualTo("everyone");
        assertThat(policy.decide(secret("OTHER"), Policies.CONTEXT).ruleId()).isEqualTo("default-deny");
    }

    @Test
    void aRequestGetsASecretOnlyWhereEveryScopeLetsIt() {
        CompiledPolicy policy = Policies.compile("""
                kind: builderos/policy@v1
                agents: { builder: { network: { allow: ["api.example.com"] }, secrets: [TOKEN, KEY] } }
                everyone: { secrets: [TOKEN] }
                """);

        assertThat(policy.decide(requestWith("TOKEN"), Policies.CONTEXT).verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(policy.decide(requestWith("KEY"), Policies.CONTEXT).ruleId()).isEqualTo("everyone");
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

    @Test
    void aPolicyOfTheOrgThatCannotBeReadLetsNothingThrough() {
        SourceText project = new SourceText("builderos.policy.yaml", GRANTS);

        for (String broken : List.of("kind: builderos/policy@v1\nnobody: {}\n", "kind: [", """
                kind: builderos/policy@v1
                rules: [ { id: wrong, on: git.push, when: "env +", deny: no } ]
                """)) {
            assertThat(CompiledPolicy.compile(project, new SourceText("org.policy.yaml", broken)))
                    .isInstanceOfSatisfying(
                            Parsed.Invalid.class,
                            invalid -> assertThat(String.valueOf(invalid.problems()))
                                    .contains("org.policy.yaml"));
        }
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

    /** What is not among the tools of an agent is counted as well. */
    @ParameterizedTest
    @ValueSource(strings = {"everyone", "environments: { prod", "steps: { build"})
    void aLimitOfAScopeCountsRequestsAndSecretsToo(String scope) {
        // Given
        CompiledPolicy policy = Policies.compile("""
                kind: builderos/policy@v1
                agents:
                  builder: { tools: [fs.*], paths: { read: ["**"] }, network: { allow: ["*.example.com"] }, secrets: [KEY] }
                %s: { limits: { calls_per_minute: 9 } } %s
                """.formatted(scope, scope.contains("{") ? "}" : ""));
        PolicyContext eight = context("build", new RunSoFar(List.of(), 8, 0, 0, 8));
        PolicyContext nine = context("build", new RunSoFar(List.of(), 9, 0, 0, 9));

        // Then
        for (Effect effect : List.of(
                request("api.example.com", 443, "prod"),
                Policies.effect("secret.read", "prod", Map.of("name", "KEY")),
                Policies.effect("fs.read", "prod", Map.of("path", "a")))) {
            assertThat(policy.decide(effect, eight).verdict()).as(effect.tool()).isEqualTo(Verdict.ALLOW);
            assertThat(policy.decide(effect, nine).ruleId()).as(effect.tool()).isEqualTo("limit");
        }
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
                .containsExactly("builderos.policy.yaml:6:45: duplicate rule `quiet`, first on line 10");
    }

    private static List<String> objections(CompiledPolicy policy, Effect effect) {
        return policy.explain(effect, Policies.CONTEXT).parts().stream()
                .filter(part -> part.verdict() == Verdict.DENY)
                .map(Explanation.Part::part)
                .toList();
    }

    private static Effect request(String host, int port, @Nullable String environment) {
        return Policies.effect(
                "net.request",
                environment,
                Map.of("method", "GET", "scheme", "https", "host", host, "port", port, "path", "/"));
    }

    private static Effect requestWith(String secret) {
        Map<String, Object> arguments =
                new HashMap<>(request("api.example.com", 443, null).arguments());
        arguments.put("secret", secret);
        return Policies.effect("net.request", null, arguments);
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
