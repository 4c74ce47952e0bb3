package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledPolicyTest {
    private static final String GRANTED = """
            kind: builderos/policy@v1
            agents:
              builder: { tools: ["*"], paths: { read: ["**"], write: ["**"] } }
            """;
    private static final ApprovalRequirement ONE_REVIEWER =
            new ApprovalRequirement(1, List.of("Reviewer", "Admin", "Owner"), List.of(), Duration.ofHours(24));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "git.push, -, branch, main, ASK, builtin-push-default-branch",
                "git.push, -, branch, refs/heads/main, ASK, builtin-push-default-branch",
                "git.push, -, branch, Main, ASK, builtin-push-default-branch",
                "git.push, -, branch, heads/main, ASK, builtin-push-default-branch",
                "git.push, -, branch, +main, ASK, builtin-push-default-branch",
                "git.push, -, branch, HEAD:main, ASK, builtin-push-default-branch",
                "git.push, -, branch, HEAD:+main, ASK, builtin-push-default-branch",
                "git.push, -, branch, HEAD, ASK, builtin-push-default-branch",
                "git.push, -, branch, @, ASK, builtin-push-default-branch",
                "git.push, -, branch, '', ASK, builtin-push-default-branch",
                "git.push, -, branch, feature:, ASK, builtin-push-default-branch",
                "git.push, -, branch, feature main, ASK, builtin-push-default-branch",
                "git.push, -, branch, refs/heads/*:refs/heads/*, ASK, builtin-push-default-branch",
                "git.push, -, remote, origin, ASK, builtin-push-default-branch",
                "git.push, -, branch, feature/x, ALLOW, agent-grant",
                "git.push, -, branch, main2, ALLOW, agent-grant",
                "git.merge, -, into, main, ASK, builtin-merge-default-branch",
                "git.merge, -, into, feature, ALLOW, agent-grant",
                "git.merge, -, message, m, ASK, builtin-merge-default-branch",
                "deploy.release, prod, app, hello, ASK, builtin-prod-release",
                "deploy.release, PROD, app, hello, ASK, builtin-prod-release",
                "deploy.release, stage, app, hello, ALLOW, agent-grant",
                "deploy.release, -, app, hello, ALLOW, agent-grant",
                "deploy.rollback, prod, to, r1, ASK, builtin-prod-rollback",
                "deploy.preview, prod, app, hello, ALLOW, agent-grant",
                "db.migrate, prod, script, V1, ASK, builtin-prod-migration",
                "db.migrate, dev, script, V1, ALLOW, agent-grant",
                "fs.delete, -, path, ../x, DENY, path-escape",
            })
    void alwaysAsksAboutDefaultBranchAndProduction(
            String tool, String environment, String argument, String value, Verdict verdict, String ruleId) {
        Decision decision = Policies.decide(GRANTED, Policies.effect(tool, environment, Map.of(argument, value)));

        assertThat(decision.verdict()).as(decision.sentence()).isEqualTo(verdict);
        assertThat(decision.ruleId()).isEqualTo(ruleId);
        if (verdict == Verdict.ASK) {
            assertThat(decision.requirement()).isEqualTo(ONE_REVIEWER);
        }
    }

    @Test
    void asksAboutAnyPushWhenTheDefaultBranchIsUnknown() {
        PolicyContext context = new PolicyContext(
                Map.of(),
                Policies.CONTEXT.requester(),
                Policies.CONTEXT.run(),
                Policies.CONTEXT.step(),
                Policies.CONTEXT.soFar());

        Decision decision = Policies.compile(GRANTED)
                .decide(Policies.effect("git.push", null, Map.of("branch", "feature")), context);

        assertThat(decision.verdict()).isEqualTo(Verdict.ASK);
    }

    @Test
    void anAllowRuleDoesNotSilenceABuiltinAsk() {
        Decision decision = Policies.decide(
                GRANTED + "rules: [ { id: free, on: '*', allow: true } ]\n",
                Policies.effect("deploy.release", "prod", Map.of()));

        assertThat(decision.verdict()).isEqualTo(Verdict.ASK);
    }

    @Test
    void anAllowRuleDoesNotWidenAGrant() {
        Decision decision = Policies.decide("""
                kind: builderos/policy@v1
                agents: { builder: { tools: [fs.read] } }
                rules: [ { id: free, on: "*", allow: true } ]
                """, Policies.effect("shell.exec", null, Map.of()));

        assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    }

    @Test
    void asksAddUp() {
        Decision decision = Policies.decide(GRANTED + """
                rules:
                  - { id: two, on: deploy.release, when: env == "prod", ask: { approvals: 2, from: [Admin, Owner], not: [requester], expires: 48h } }
                  - { id: soon, on: deploy.*, ask: { from: [Owner, Reviewer, Admin], not: [Intern], expires: 1h } }
                """, Policies.effect("deploy.release", "prod", Map.of()));

        assertThat(decision.verdict()).isEqualTo(Verdict.ASK);
        assertThat(decision.ruleId()).isEqualTo("two");
        assertThat(decision.requirement())
                .isEqualTo(new ApprovalRequirement(
                        2, List.of("Admin", "Owner"), List.of("requester", "Intern"), Duration.ofHours(1)));
    }

    @Test
    void asksThatNobodyCouldAnswerTogetherDeny() {
        Decision decision = Policies.decide(
                GRANTED + "rules: [ { id: ops, on: deploy.release, ask: { from: [Operator] } } ]\n",
                Policies.effect("deploy.release", "prod", Map.of()));

        assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
        assertThat(decision.sentence()).contains("ops", "builtin-prod-release");
    }

    @Test
    void denyBeatsAskBeatsAllowWhateverTheOrder() {
        List<String> rules = List.of(
                "{ id: a, on: shell.exec, allow: true }",
                "{ id: b, on: shell.exec, ask: { from: [Owner] } }",
                "{ id: c, on: shell.*, deny: no shell }");
        Effect effect = Policies.effect("shell.exec", null, Map.of("command", "ls"));

        assertThat(Policies.decide(GRANTED + "rules: [" + rules.get(0) + "]\n", effect)
                        .ruleId())
                .isEqualTo("a");
        assertThat(Policies.decide(GRANTED + "rules: [" + rules.get(1) + "," + rules.get(0) + "]\n", effect)
                        .ruleId())
                .isEqualTo("b");
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 1, 0), List.of(1, 2, 0))) {
            List<String> shuffled = order.stream().map(rules::get).toList();
            Decision decision = Policies.decide(GRANTED + "rules: [" + String.join(",", shuffled) + "]\n", effect);
            assertThat(decision.ruleId()).isEqualTo("c");
            assertThat(decision.sentence()).isEqualTo("no shell");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "effect.tool == \"shell.exec\"",
                "effect.command.startsWith(\"ls\")",
                "effect.timeout > 29",
                "effect.deep.list[0] == 1",
                "has(effect.command) && !has(effect.path)",
                "agent == \"builder\"",
                "env == \"\"",
                "project.defaultBranch == \"main\" && project.name == \"hello\"",
                "requester.id == \"local:owner\" && \"Owner\" in requester.roles",
                "run.id == \"01890000-0000-7000-8000-000000000001\"",
                "effect.command.matches(\"^(a+)+$\") || true",
                "effect.deep.list.exists(x, x == 2)",
            })
    void conditionsSeeTheEffectAndItsContext(String condition) {
        Decision decision = Policies.decide(
                GRANTED + "rules: [ { id: hit, on: shell.exec, when: '" + condition + "', deny: hit } ]\n",
                Policies.effect(
                        "shell.exec",
                        null,
                        Map.of("command", "ls", "timeout", 30, "deep", Map.of("list", List.of(1, 2)))));

        assertThat(decision.sentence()).isEqualTo("hit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "effect.missing == 1",
                "effect.command > 1",
                "effect.command",
                "effect.list[7] == 1",
                "effect.command.matches(effect.bad)",
                "1 / effect.zero == 1",
                "effect.command.matches(\"(x{50}){50}\")",
            })
    void aConditionThatCannotBeEvaluatedDenies(String condition) {
        Decision decision = Policies.decide(
                GRANTED + "rules: [ { id: broken, on: '*', when: '" + condition + "', allow: true } ]\n",
                Policies.effect("shell.exec", null, Map.of("command", "ls", "list", List.of(), "bad", "(", "zero", 0)));

        assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
        assertThat(decision.ruleId()).isEqualTo("broken");
        assertThat(decision.sentence()).startsWith("the condition of rule `broken` could not be evaluated");
    }

    @Test
    void aConditionThatLoopsTooLongDenies() {
        List<Integer> many = java.util.Collections.nCopies(300, 1);
        Decision decision = Policies.decide(
                GRANTED
                        + "rules: [ { id: loop, on: '*', when: 'effect.n.all(a, effect.n.all(b, effect.n.all(c, c == 1)))',"
                        + " allow: true } ]\n",
                Policies.effect("shell.exec", null, Map.of("n", many)));

        assertThat(decision.ruleId()).isEqualTo("loop");
        assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    }

    @Test
    void anEffectThatCannotBeJudgedIsDenied() {
        Map<String, Object> circle = new LinkedHashMap<>();
        circle.put("self", circle);
        for (Object value : List.of(new Object(), Double.NaN, (1L << 53) + 1, Long.MIN_VALUE, circle)) {
            Decision decision = Policies.decide(GRANTED, Policies.effect("shell.exec", null, Map.of("x", value)));

            assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
            assertThat(decision.ruleId()).isEqualTo(CompiledPolicy.ERROR);
        }
    }

    @Test
    void aDecisionNamesThePolicyAndTheEffect() {
        Effect effect = Policies.effect("shell.exec", null, Map.of("command", "ls"));

        Decision decision = Policies.decide(GRANTED, effect);

        assertThat(decision.policyDigest()).isEqualTo(Digest.of(GRANTED));
        assertThat(decision.effectDigest()).isEqualTo(effect.digest());
    }

    @Test
    void reportsConditionProblemsWhereTheyAreWritten() {
        assertThat(Policies.problems("""
                        kind: builderos/policy@v1
                        agents: {}
                        rules:
                          - id: syntax
                            on: git.push
                            when: effect.branch ==
                            deny: no
                          - id: type
                            on: git.push
                            when: env + 1 == 2
                            deny: no
                          - id: name
                            on: git.push
                            when: "enviroment == 'prod'"
                            deny: no
                          - id: result
                            on: git.push
                            when: env
                            deny: no
                        """))
                .satisfiesExactly(
                        syntax -> assertThat(syntax).startsWith("builderos.policy.yaml:6:"),
                        type -> assertThat(type).startsWith("builderos.policy.yaml:10:15: the condition is not right"),
                        name -> assertThat(name)
                                .startsWith("builderos.policy.yaml:14:12: ")
                                .contains("enviroment"),
                        result -> assertThat(result).startsWith("builderos.policy.yaml:18:11: "));
    }

    @Test
    void reportsGlobsThatWouldSilentlyMatchNothing() {
        assertThat(Policies.problems("""
                        kind: builderos/policy@v1
                        agents:
                          builder:
                            paths: { deny: ["{a,b}/**"] }
                        """)).singleElement().asString().contains("the glob `{a,b}/**` uses more than");
    }

    @Test
    void reportsConditionsThatAreTooLongOrTooDeep() {
        String deep = "(".repeat(60) + "true" + ")".repeat(60);
        String vast = "env == \"" + "x".repeat(10_000) + "\"";
        for (String condition : List.of(deep, vast)) {
            assertThat(Policies.problems(
                            GRANTED + "rules: [ { id: big, on: '*', when: '" + condition + "', deny: x } ]\n"))
                    .isNotEmpty();
        }
    }

    @Test
    void runsTheTestsAPolicyCarries() {
        var report = Policies.compile(GRANTED + """
                tests:
                  - { agent: builder, effect: { tool: fs.write, path: ".git/hooks/pre-commit" }, expect: deny }
                  - { agent: builder, effect: { tool: git.push, branch: trunk }, expect: ask }
                  - { agent: builder, effect: { tool: deploy.release }, env: prod, expect: allow }
                  - { agent: stranger, effect: { tool: shell.exec }, expect: deny }
                  - { agent: builder, effect: { tool: nonsense }, expect: allow }
                """).test("trunk");

        assertThat(report.cases())
                .extracting(row ->
                        row.line() + " " + row.name() + " " + row.actual() + " " + row.ruleId() + " " + row.passed())
                .containsExactly(
                        "5 builder fs.write .git/hooks/pre-commit DENY protected-path true",
                        "6 builder git.push trunk ASK builtin-push-default-branch true",
                        "7 builder deploy.release in prod ASK builtin-prod-release false",
                        "8 stranger shell.exec DENY default-deny true",
                        "9 builder nonsense DENY error false");
        assertThat(Objects.requireNonNull(report.cases().getFirst().sentence())).contains("git");
    }
}
