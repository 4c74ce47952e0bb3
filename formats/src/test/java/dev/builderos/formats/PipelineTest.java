package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final String HEAD = """
            kind: builderos/pipeline@v1
            name: p
            version: 1.0.0
            inputs: { task: { type: string } }
            steps:
            """;

    @Test
    void waitsForTheStepBeforeUnlessItSaysOtherwise() {
        // When
        PipelineDefinition pipeline = Files.pipeline(HEAD + """
                  - { id: a, run: x }
                  - { id: b, run: x }
                  - { id: c, run: x, needs: [] }
                  - lanes: { l: [ { id: d, run: x }, { id: e, run: x } ] }
                  - { id: f, run: x }
                  - lanes: { l: [ { id: g, run: x } ] }
                    id: tests
                    needs: [a]
                  - lanes: { l: [ { id: h, run: x } ] }
                """);

        // Then
        assertThat(pipeline.nodes())
                .extracting(node -> node.id() + node.needs())
                .containsExactly("a[]", "b[a]", "c[]", "lanes-1[c]", "f[lanes-1]", "tests[a]", "lanes-3[tests]");
        assertThat(pipeline.steps())
                .extracting(node -> node.id() + node.needs())
                .contains("d[]", "e[d]", "g[]", "h[]");
    }

    @Test
    void readsEveryOtherKeyOfAStep() {
        // When
        PipelineDefinition pipeline = Files.pipeline(HEAD + """
                  - id: a
                    run: make
                    agent: deployer
                    env: dev
                    when: inputs.task != ""
                    timeout: 1h30m
                    retries: { max: 3, backoff: fixed, initial: 500ms, max_delay: 2s, on: [timeout] }
                    on_failure: continue
                  - { id: b, agent: x, ask: "do ${inputs.task}", with: { n: 1, f: 0.5, t: true, l: [a], m: { k: v } } }
                """);

        // Then
        StepDefinition a = pipeline.steps().get(0);
        assertThat(a.action()).isEqualTo(new StepAction.RunCommand("make"));
        assertThat(a.agent()).isEqualTo("deployer");
        assertThat(a.env()).isEqualTo("dev");
        assertThat(a.when()).isEqualTo(new Condition("inputs.task != \"\"", new Position(10, 11)));
        assertThat(a.timeout()).isEqualTo(Duration.ofMinutes(90));
        assertThat(a.retries())
                .isEqualTo(new RetryPolicy(
                        3,
                        RetryPolicy.Backoff.FIXED,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Set.of(FailureClass.TIMEOUT)));
        assertThat(a.onFailure()).isEqualTo(FailureReaction.CONTINUE);
        StepDefinition b = pipeline.steps().get(1);
        assertThat(b.action()).isEqualTo(new StepAction.AgentTask("x", null, "do ${inputs.task}"));
        assertThat(b.with()).hasToString("{n=1, f=0.5, t=true, l=[a], m={k=v}}");
    }

    @Test
    void fillsInWhatARetryPolicyLeavesOut() {
        // When
        PipelineDefinition pipeline = Files.pipeline(HEAD + "  - { id: a, run: x, retries: { max: 1 } }\n");

        // Then
        assertThat(pipeline.steps().getFirst().retries())
                .isEqualTo(new RetryPolicy(
                        1,
                        RetryPolicy.Backoff.EXPONENTIAL,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Set.of(FailureClass.TRANSIENT, FailureClass.RATE_LIMIT)));
    }

    @Test
    void readsTheThreeJoins() {
        // When
        PipelineDefinition pipeline = Files.pipeline(HEAD + """
                  - { lanes: { l: [ { id: a, run: x } ] } }
                  - { lanes: { l: [ { id: b, run: x } ] }, join: any, fail_fast: false }
                  - { lanes: { l: [ { id: c, run: x } ], m: [ { id: d, run: x } ] }, join: quorum 2 }
                """);

        // Then
        assertThat(pipeline.nodes())
                .extracting(node -> ((LanesDefinition) node).join())
                .containsExactly(new Join.All(), new Join.Any(), new Join.Quorum(2));
        assertThat(pipeline.nodes())
                .extracting(node -> ((LanesDefinition) node).failFast())
                .containsExactly(true, false, true);
    }

    @Test
    void isStartedByHandUnlessAWebhookStartsIt() {
        // Given
        String step = "steps: [ { id: a, run: x } ]\n";
        String head = "kind: builderos/pipeline@v1\nname: p\nversion: 1.0.0\n";

        // When
        TriggerDefinition silent = Files.pipeline(head + step).trigger();
        TriggerDefinition webhook = Files.pipeline(
                        head + "on: { webhook: { provider: github, events: [push] } }\n" + step)
                .trigger();

        // Then
        assertThat(silent).isEqualTo(new TriggerDefinition(null, true));
        assertThat(webhook.manual()).isFalse();
    }

    @Test
    void refusesAStepThatDoesTwoThingsOrNone() {
        assertThat(problems("""
                  - { id: a }
                  - { id: b, run: x, action: git.push }
                  - { id: c, agent: x }
                  - { id: d, prompt: a/b@^1 }
                  - { id: e, ask: do it }
                  - { id: f, agent: x, prompt: a/b@^1, run: x }
                  - { id: g, run: x, select: y }
                  - { id: h, run: x, agent: y, propose: 2 }
                """))
                .containsExactly(
                        "6:5: needs one of `run`, `action`, `ask` or `prompt`",
                        "7:22: only one of `run`, `action`, `ask` or `prompt` may be written",
                        "8:5: needs one of `run`, `action`, `ask` or `prompt`",
                        "9:14: `prompt` needs `agent` beside it",
                        "10:14: `ask` needs `agent` beside it",
                        "11:40: only one of `run`, `action`, `ask` or `prompt` may be written",
                        "12:22: `select` needs `propose` beside it",
                        "13:41: only an agent with `prompt` or `ask` makes proposals");
    }

    @Test
    void refusesDuplicateIdsAcrossLanes() {
        assertThat(problems("""
                  - { id: unit, run: x }
                  - { lanes: { l: [ { id: unit, run: x } ], m: [ { id: docs, run: x } ] } }
                  - { id: lanes-1, run: x }
                """))
                .containsExactly(
                        "7:27: duplicate step `unit`, first on line 6",
                        "8:11: duplicate step `lanes-1`, first on line 7");
    }

    @Test
    void suggestsTheStepThatIsNeeded() {
        assertThat(problems("""
                  - { id: generate, run: x }
                  - { id: b, run: x, needs: [generte, generate, zzz] }
                """))
                .containsExactly(
                        "7:30: needs unknown step `generte` (did you mean `generate`?)",
                        "7:49: needs unknown step `zzz`");
    }

    @Test
    void namesTheCycle() {
        assertThat(problems("""
                  - { id: a, run: x, needs: [c] }
                  - { id: b, run: x, needs: [a] }
                  - { id: c, run: x, needs: [b] }
                  - { id: d, run: x, needs: [d] }
                """))
                .containsExactly(
                        "6:11: steps wait for each other: a → c → b → a", "9:11: steps wait for each other: d → d");
    }

    @Test
    void namesTheCycleThatTheOrderOfTheFileCloses() {
        assertThat(problems("""
                  - { id: a, run: x, needs: [b] }
                  - { id: b, run: x }
                """))
                .containsExactly("6:11: steps wait for each other: a → b → a;"
                        + " a step without `needs` waits for the one before it");
    }

    @Test
    void namesTheCycleThatGoesThroughLanes() {
        assertThat(problems("""
                  - { id: a, run: x, needs: [inner] }
                  - { id: l, needs: [a], lanes: { l: [ { id: inner, run: x, needs: [] } ] } }
                  - { id: m, needs: [], lanes: { l: [ { id: own, run: x, needs: [m] } ] } }
                """))
                .containsExactly(
                        "6:11: steps wait for each other: a → inner → a",
                        "8:11: steps wait for each other: m → own → m");
    }

    @Test
    void stillChecksTheOtherStepsWhenOneIsWrong() {
        assertThat(problems("""
                  - { id: a, run: 7 }
                  - { id: b, run: "${a.out}", needs: [a] }
                  - { id: c, run: "${d.out}", needs: [d] }
                """))
                .containsExactly(
                        "6:19: must be a text, and `7` is none unless quoted (did you mean `\"7\"`?)",
                        "8:20: `${d.out}` starts with no step and none of inputs, env, project, run, secrets;"
                                + " write `$${` for the characters",
                        "8:39: needs unknown step `d`");
    }

    @Test
    void refusesLanesThatCannotBeJoined() {
        assertThat(problems("""
                  - { lanes: { l: [ { id: a, run: x } ] }, join: quorum 2 }
                  - { lanes: { l: [ { id: b, run: x } ] }, join: quorum 0 }
                  - { lanes: { l: [ { id: c, run: x } ] }, max_parallel: 0 }
                  - { lanes: {} }
                  - { lanes: { l: [] } }
                """))
                .containsExactly(
                        "6:50: a quorum of 2 is more than the 1 lanes",
                        "7:50: must be `all`, `any` or `quorum N`, not `quorum 0`",
                        "8:58: must be a whole number from 1 to 10000, not `0`",
                        "9:14: must not be empty",
                        "10:19: must not be empty");
    }

    @Test
    void refusesAPipelineWithoutSteps() {
        assertThat(Files.problems(Kind.PIPELINE, "kind: builderos/pipeline@v1\nname: p\nversion: 1.0.0\nsteps: []\n"))
                .containsExactly("4:8: must not be empty");
    }

    @Test
    void refusesMoreStepsThanTheLimit() {
        // Given
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < PipelineCheck.MAX_NODES; i++) {
            steps.append("  - { id: s").append(i).append(", run: x }\n");
        }

        // When
        List<String> problems = problems(steps + "  - { id: more, run: x }\n");

        // Then
        assertThat(problems(steps.toString())).isEmpty();
        assertThat(problems).containsExactly("6:3: a pipeline has at most 20000 steps, not 20001");
    }

    @Test
    void pointsAtExpressionsThatReferToNothing() {
        assertThat(problems("""
                  - id: build
                    run: |
                      echo ${inputs.task} $HOME $${HOME}
                      echo ${inputs.tsk} ${biuld.out} ${HOME}
                  - { id: b, action: x.y, with: { a: [ "${inputs}", "${build.out" ], b: { c: '${a b}' } } }
                  - { id: c, run: "${env.url} ${project.name} ${run.id} ${secrets.TOKEN} ${build.url}" }
                """))
                .containsExactly(
                        "9:12: `${inputs.tsk}` is no input of this pipeline (did you mean `task`?)",
                        "9:26: `${biuld.out}` starts with no step and none of inputs, env, project, run, secrets;"
                                + " write `$${` for the characters (did you mean `build`?)",
                        "9:39: `${HOME}` starts with no step and none of inputs, env, project, run, secrets;"
                                + " write `$${` for the characters",
                        "10:41: `${inputs}` must name one input, such as `${inputs.task}`",
                        "10:54: `${build.out` is no expression such as `${inputs.task}`; write `$${` for the characters",
                        "10:79: `${a b}` is no expression such as `${inputs.task}`; write `$${` for the characters");
    }

    @Test
    void knowsTheEnvironmentOfAStepBeforeTheRunStarts() {
        // When
        PipelineDefinition pipeline = Files.pipeline(HEAD + "  - { id: a, run: x, env: \"${inputs.task}\" }\n");

        // Then
        assertThat(pipeline.steps().getFirst().env()).isEqualTo("${inputs.task}");
        assertThat(problems("  - { id: a, run: x }\n  - { id: b, run: x, env: \"${a.env}\" }\n"))
                .containsExactly("7:27: must be an environment such as `prod` or `${inputs.env}`, not `${a.env}`");
        assertThat(problems("  - { id: a, run: x, env: \"${inputs.evn}\" }\n"))
                .containsExactly("6:28: `${inputs.evn}` is no input of this pipeline");
    }

    @Test
    void leavesConditionsToTheirChecker() {
        assertThat(problems("  - { id: a, run: x, when: \"run.id != '${nobody.x}'\" }\n"))
                .isEmpty();
    }

    @Test
    void refusesToLookIntoAnInput() {
        assertThat(problems("  - { id: a, run: \"${inputs.task.size}\" }\n"))
                .containsExactly("6:20: `${inputs.task.size}` must name one input, such as `${inputs.task}`");
    }

    @Test
    void countsLinesOfEveryOperatingSystem() {
        // Given
        String steps = "  - id: a\n    run: |\n      x\n      y ${inputs.tsk}\n";

        // When
        List<String> problems = Files.problems(Kind.PIPELINE, (HEAD + steps).replace("\n", "\r\n"));

        // Then
        assertThat(problems)
                .containsExactly("9:9: `${inputs.tsk}` is no input of this pipeline (did you mean `task`?)");
        assertThat(Files.problems(Kind.PIPELINE, (HEAD + steps).replace('\n', '\r')))
                .isEqualTo(problems);
    }

    @Test
    void pointsAtAScalarWhoseExpressionIsWrittenWithEscapes() {
        assertThat(problems("  - { id: a, run: \"\\x24{inputs.tsk}\" }\n"))
                .containsExactly("6:19: `${inputs.tsk}` is no input of this pipeline (did you mean `task`?)");
    }

    @Test
    void refusesAStepNamedLikeTheRootOfAnExpression() {
        assertThat(problems("  - { id: inputs, run: x }\n"))
                .containsExactly("6:11: `inputs` has a meaning in expressions and cannot name a step");
    }

    @Test
    void refusesAFirstPauseLongerThanTheLongest() {
        assertThat(problems("  - { id: a, run: x, retries: { max: 1, initial: 1m } }\n"))
                .containsExactly("6:50: `initial` is longer than `max_delay`");
    }

    private static List<String> problems(String steps) {
        return Files.problems(Kind.PIPELINE, HEAD + steps);
    }

    @Test
    void readsStrategiesPerClassAndLetsThemTakeOverWhatStandsAround() {
        // When
        PipelineDefinition pipeline = Files.pipeline(HEAD + """
                  - id: a
                    run: x
                    total_timeout: 1h
                    retries: { max: 2, max_delay: 1m, per_class: { rate_limit: { max: 5 }, test_failed: { backoff: fixed } } }
                """);

        // Then
        RetryPolicy policy = pipeline.steps().getFirst().retries();
        assertThat(policy.perClass())
                .containsOnly(
                        Map.entry(
                                FailureClass.RATE_LIMIT,
                                new RetryStrategy(
                                        5,
                                        RetryPolicy.Backoff.EXPONENTIAL,
                                        Duration.ofSeconds(10),
                                        Duration.ofMinutes(1))),
                        Map.entry(
                                FailureClass.TEST_FAILED,
                                new RetryStrategy(
                                        2, RetryPolicy.Backoff.FIXED, Duration.ofSeconds(1), Duration.ofMinutes(1))));
        assertThat(pipeline.steps().getFirst().totalTimeout()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void triesWhatWasForbiddenAgainOnlyWhereThatIsMeant() {
        assertThat(problems("""
                  - { id: a, run: x, retries: { max: 2, on: [policy_denied] } }
                  - { id: b, run: x, retries: { max: 2, per_class: { budget: { backoff: none } } } }
                  - { id: c, run: x, retries: { max: 2, per_class: { budget: { max: 1 } } } }
                """))
                .containsExactly(
                        "6:45: `policy_denied` is not tried again along with others; where it is meant, write it under"
                                + " `per_class` with a `max` of its own",
                        "7:52: `budget` needs a `max` of its own");
    }

    @Test
    void refusesAMatrixThatIsTooLargeOrEmpty() {
        assertThat(problems("""
                  - { id: a, run: x, matrix: { v: [1] }, exclude: [ { v: 1 } ] }
                  - { id: b, run: x, matrix: { v: [1] }, exclude: [ { w: 1 } ] }
                  - { id: c, run: "${matrix.w}", matrix: { v: [1] } }
                  - { id: d, run: "${matrix.v}" }
                  - { id: e, run: x, max_parallel: 2 }
                """))
                .hasSize(5)
                .anyMatch(problem -> problem.contains("every combination of the matrix is left out"))
                .anyMatch(problem -> problem.contains("the matrix has no `w`"))
                .anyMatch(problem -> problem.contains("`${matrix.w}` is no value of the matrix"))
                .anyMatch(problem -> problem.contains("`${matrix.v}` starts with no step"))
                .anyMatch(problem -> problem.contains("`max_parallel` needs `matrix` beside it"));
    }

    @Test
    void readsWhatHoldsForTheWholeRun() {
        // When
        PipelineDefinition pipeline = Files.pipeline(HEAD.replace(
                        "steps:",
                        "timeout: 2h\nconcurrency: { group: main, on_conflict: cancel_in_progress }\npriority: low\nsteps:")
                + "  - { id: a, run: \"fmt ${item} ${file}\", foreach: { items: \"${inputs.task}\", as: file } }\n");

        // Then
        assertThat(pipeline.timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(pipeline.concurrency())
                .isEqualTo(new ConcurrencyDefinition("main", ConcurrencyDefinition.OnConflict.CANCEL_IN_PROGRESS));
        assertThat(pipeline.priority()).isEqualTo(Priority.LOW);
        assertThat(pipeline.steps().getFirst().foreach())
                .isEqualTo(new ForeachDefinition("${inputs.task}", "file", null, new Join.All(), true));
    }
}
