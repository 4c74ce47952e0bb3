package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.ConcurrencyDefinition;
import dev.builderos.formats.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanCompilerTest {
    private static final String HEAD = """
            kind: builderos/pipeline@v1
            name: feature
            version: 1.0.0
            inputs: { task: { type: string }, count: { type: number }, where: { type: string } }
            steps:
            """;
    private static final ToolCatalog TOOLS =
            new ToolCatalog(Set.of("git.pull_request", "deploy.preview", "deploy.release", "verify.http"));
    private static final List<SourceFile> FILES = List.of(
            new SourceFile("builderos.yaml", """
                    kind: builderos/project@v1
                    name: hello-service
                    stack: java
                    environments:
                      dev: { deploy: local }
                      prod: { deploy: fly, app: hello, protected: true }
                    git: { provider: github, repository: acme/hello, default_branch: main }
                    models:
                      default: { provider: anthropic, name: claude-sonnet, temperature: 0 }
                    """),
            agent("builder"),
            agent("docwriter"),
            prompt("builder/plan", "1.0.0"),
            prompt("builder/plan", "1.2.0"),
            prompt("builder/plan", "2.0.0"),
            prompt("builder/generate", "1.0.0"),
            prompt("docs/update", "2.1.0"));

    private static SourceFile agent(String name) {
        return new SourceFile("agents/" + name + ".yaml", """
                kind: builderos/agent@v1
                name: %s
                description: Works.
                system: You work.
                tools: [fs.read]
                """.formatted(name));
    }

    private static SourceFile prompt(String name, String version) {
        return new SourceFile("prompts/" + name + "-" + version + ".yaml", """
                kind: builderos/prompt@v1
                name: %s
                version: %s
                messages:
                  - user: Do it, as %s says.
                """.formatted(name, version, version));
    }

    private static Planned compile(String pipeline, Map<String, Object> inputs) {
        List<SourceFile> files = new ArrayList<>(FILES);
        files.add(new SourceFile("ship/feature.yaml", pipeline));
        return PlanCompiler.compile(
                new PlanRequest(
                        new ProjectId("hello"),
                        "/home/user/hello",
                        "ship/feature.yaml",
                        files,
                        List.of(),
                        inputs,
                        Digest.of("policy"),
                        null),
                TOOLS);
    }

    private static Plan plan(String steps) {
        Planned planned = compile(HEAD + steps, Map.of());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned).plan();
    }

    private static Plan planUnder(String policy) {
        List<SourceFile> files = new ArrayList<>(FILES);
        files.add(new SourceFile("builderos.policy.yaml", "kind: builderos/policy@v1\nagents:\n" + policy));
        files.add(new SourceFile("ship/feature.yaml", HEAD + "  - { id: a, run: \"curl http://api.example.com\" }\n"));
        Planned planned = PlanCompiler.compile(
                new PlanRequest(
                        new ProjectId("hello"),
                        "/home/user/hello",
                        "ship/feature.yaml",
                        files,
                        List.of(),
                        Map.of(),
                        Digest.of("policy"),
                        null),
                TOOLS);
        return ((Planned.Ready) planned).plan();
    }

    @Test
    void notesWhoseCommandsMayReachHosts() {
        Plan plan = planUnder("""
                  pipeline:
                    secrets: [KEY]
                    network:
                      allow: ["API.example.com", "localhost:8080", "db.internal"]
                      private: ["db.internal"]
                      inject: [ { secret: KEY, host: api.example.com, header: "X-Key: ${secret}" } ]
                  builder: { network: { allow: ["other.example.com"] } }
                """);

        assertThat(plan.networks())
                .containsExactly(Map.entry(
                        "pipeline",
                        new Plan.Network(
                                List.of("api.example.com", "db.internal"),
                                List.of("db.internal"),
                                List.of(new Plan.Injection(
                                        "KEY",
                                        "api.example.com",
                                        "https",
                                        List.of("GET", "HEAD"),
                                        "X-Key",
                                        "${secret}")))));
        assertThat(ContractJson.read(CanonicalJson.bytes(plan), Plan.class)).isEqualTo(plan);
    }

    @Test
    void aPlanWithoutNetworkReadsAsOneOfBeforeThereWasAny() {
        Plan plan = planUnder("  pipeline: { network: { allow: [localhost, 127.0.0.1] } }\n");

        assertThat(plan.networks()).isNull();
        assertThat(new String(CanonicalJson.bytes(plan), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("networks");
    }

    static Stream<Arguments> badPipelines() {
        return Stream.of(
                bad(
                        "an unknown agent",
                        "  - { id: a, agent: nobody, ask: do it }",
                        "6:5",
                        "there is no agent `nobody`; there are builder, docwriter"),
                bad(
                        "an unknown action",
                        "  - { id: a, action: git.teleport }",
                        "6:5",
                        "there is no action `git.teleport`; there are deploy.preview, deploy.release, git.pull_request,"
                                + " verify.http"),
                bad(
                        "an unknown environment",
                        "  - { id: a, action: deploy.preview, env: moon }",
                        "6:5",
                        "there is no environment `moon`; builderos.yaml has dev, prod"),
                bad(
                        "an environment from an input without a value",
                        "  - { id: a, action: deploy.preview, env: \"${inputs.where}\" }",
                        "6:5",
                        "`env` is ${inputs.where}, an input that has no value"),
                bad(
                        "an unknown prompt",
                        "  - { id: a, agent: builder, prompt: builder/dance@^1 }",
                        "6:5",
                        "there is no prompt `builder/dance`; there are builder/generate, builder/plan, docs/update"),
                bad(
                        "a version nobody wrote",
                        "  - { id: a, agent: builder, prompt: builder/plan@^3 }",
                        "6:5",
                        "no version of prompt `builder/plan` fits `^3`; there are 1.0.0, 1.2.0, 2.0.0"),
                bad(
                        "a step that is not waited for",
                        "  - { id: a, run: \"true\" }\n  - { id: b, needs: [], run: \"echo ${a.url}\" }",
                        "7:5",
                        "${a.url} refers to a step that `b` does not wait for; add it to `needs`"),
                bad(
                        "a rollback of nothing",
                        "  - { id: a, run: \"true\", on_failure: rollback }",
                        "6:5",
                        "`on_failure: rollback` needs a step with `action: deploy.release` before it"),
                bad(
                        "a rollback whose name is taken",
                        """
                          - { id: r, action: deploy.release, env: prod }
                          - { id: w, run: "true", on_failure: rollback }
                          - { id: w-rollback, run: "true" }
                        """.stripTrailing(),
                        "7:5",
                        "`on_failure: rollback` makes a step `w-rollback`, and there is one already; rename it"),
                bad(
                        "a condition that is none",
                        "  - { id: a, run: \"true\", when: \"1 +\" }",
                        "6:37",
                        "the condition is not right: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true',"
                                + " 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"),
                bad(
                        "a condition on an input nobody declared",
                        "  - { id: a, run: \"true\", when: \"inputs.tsk == ''\" }",
                        "6:34",
                        "there is no `inputs.tsk`; `inputs` has task, count, where (did you mean `task`?)"),
                bad(
                        "a condition on nothing",
                        "  - { id: a, run: \"true\", when: \"1 == 1 && plaan.x == ''\" }",
                        "6:44",
                        "`plaan` is no step and none of inputs, matrix, project, run, steps"),
                bad(
                        "a condition on a step that is not waited for",
                        "  - { id: a, run: \"true\" }\n  - { id: b, needs: [], run: \"true\", when: steps.a.state == 'x' }",
                        "7:44",
                        "the condition asks for `a`, which `b` does not wait for; add it to `needs`"),
                bad(
                        "a matrix that makes a step there is",
                        "  - { id: a, run: \"true\", matrix: { v: [1] } }\n  - { id: a-1, run: \"true\" }",
                        "6:5",
                        "`a` makes a step `a-1`, and there is one already; rename it"),
                bad(
                        "a rollback of a matrix",
                        "  - { id: a, run: \"true\", matrix: { v: [1] }, on_failure: rollback }",
                        "6:5",
                        "`on_failure: rollback` cannot stand beside `matrix` or `foreach`; put it on a step behind"),
                bad(
                        "proposals",
                        "  - { id: a, agent: builder, ask: do it, propose: 2, select: builder }",
                        "6:5",
                        "`propose` and `select` are not carried out by this version"),
                bad(
                        "an unknown gate",
                        "  - { id: a, run: \"true\", gates: [moonlight] }",
                        "6:5",
                        "there is no gate `moonlight`; there is `approval`"),
                bad(
                        "a gate before an agent",
                        "  - { id: a, agent: builder, ask: do it, gates: [approval] }",
                        "6:5",
                        "`gates` belong on a step with `run` or `action`"),
                bad(
                        "a lane that waits for another lane of the same lanes",
                        """
                          - lanes:
                              x: [ { id: a, run: "true" } ]
                              y: [ { id: b, needs: [a], run: "true" } ]
                        """.stripTrailing(),
                        "8:12",
                        "`b` waits for `lanes-1`, which waits until the lanes of `b` are joined"),
                bad(
                        "a lane that waits for what waits for the join",
                        """
                          - lanes:
                              x: [ { id: a, run: "true" } ]
                              y: [ { id: b, needs: [c], run: "true" } ]
                          - { id: c, needs: [a], run: "true" }
                        """.stripTrailing(),
                        "8:12",
                        "`b` waits for `c`, which waits until the lanes of `b` are joined"));
    }

    private static Arguments bad(String what, String steps, String place, String message) {
        return arguments(what, steps, "ship/feature.yaml:" + place + ": " + message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badPipelines")
    void refuses(String what, String steps, String problem) {
        Planned planned = compile(HEAD + steps + "\n", Map.of());

        assertThat(planned).as(what).isEqualTo(new Planned.Refused(List.of(problem)));
    }

    @Test
    void refusesInputsThatAreMissingUnknownOrOfAnotherType() {
        String pipeline = HEAD.replace("task: { type: string }", "task: { type: string, required: true }")
                + "  - { id: a, run: \"true\" }\n";

        assertThat(compile(pipeline, Map.of("count", "many", "colour", "red")))
                .isEqualTo(new Planned.Refused(List.of(
                        "ship/feature.yaml:1:1: input `task` is missing; give it with -i task=…",
                        "ship/feature.yaml:1:1: input `count` is a number, which `many` is not",
                        "ship/feature.yaml:1:1: there is no input `colour`; there are task, count, where")));
    }

    @Test
    void refusesAPipelineThatIsNotThere() {
        Planned planned = PlanCompiler.compile(
                new PlanRequest(
                        new ProjectId("hello"),
                        "/",
                        "ship/other.yaml",
                        FILES,
                        List.of(),
                        Map.of(),
                        Digest.of(""),
                        null),
                TOOLS);

        assertThat(planned)
                .isEqualTo(
                        new Planned.Refused(List.of("ship/other.yaml:1:1: there is no such pipeline; there are none")));
    }

    @Test
    void choosesTheNewestPromptThatFits() {
        Plan plan = plan("  - { id: a, agent: builder, prompt: builder/plan@^1 }\n");

        Work.AgentTask task = (Work.AgentTask) plan.steps().getFirst().work();
        assertThat(task.prompt()).isNotNull().satisfies(prompt -> {
            assertThat(prompt.version()).isEqualTo("1.2.0");
            assertThat(prompt.path()).isEqualTo("prompts/builder/plan-1.2.0.yaml");
        });
    }

    @Test
    void waitsForTheJoinFromOutsideAndForTheStepFromWithin() {
        Plan plan = plan("""
                  - { id: first, run: "true" }
                  - id: both
                    lanes:
                      x: [ { id: a, run: "true" }, { id: b, run: "true" } ]
                      y: [ { id: c, run: "true" } ]
                    join: any
                    max_parallel: 1
                    fail_fast: false
                  - { id: last, needs: [a, c], run: "true" }
                """);

        assertThat(needs(plan, "a")).containsExactly("first");
        assertThat(needs(plan, "b")).containsExactly("a");
        assertThat(needs(plan, "c")).containsExactly("first");
        assertThat(needs(plan, "both")).containsExactly("a", "b", "c");
        assertThat(needs(plan, "last")).containsExactly("both");
        assertThat(plan.step(new StepId("b")).lane()).isEqualTo("both/x");
        assertThat(plan.groups())
                .containsExactly(new Plan.Group(new StepId("both"), List.of("both/x", "both/y"), 1, 1, false));
    }

    @Test
    void waitsForWhatTheLanesWaitForEvenWhenAStepWaitsForMore() {
        Plan plan = plan("""
                  - { id: first, run: "true" }
                  - { id: other, needs: [], run: "true" }
                  - lanes:
                      x: [ { id: a, needs: [other], run: "true" } ]
                    needs: [first]
                """);

        assertThat(needs(plan, "a")).containsExactly("other", "first");
    }

    @Test
    void putsACompensationBehindTheStepWhereverTheReleaseStands() {
        Plan plan = plan("""
                  - { id: watch, needs: [release], action: verify.http, with: { url: "http://x" }, on_failure: rollback }
                  - { id: release, needs: [], action: deploy.release, env: prod, gates: [approval] }
                """);

        assertThat(plan.steps()).map(step -> step.id().value()).containsExactly("watch", "watch-rollback", "release");
        Plan.Step rollback = plan.step(new StepId("watch-rollback"));
        assertThat(rollback.compensates()).isEqualTo(new StepId("watch"));
        assertThat(rollback.work()).isEqualTo(new Work.Action("deploy.rollback", Map.of()));
        assertThat(rollback.environment())
                .isNotNull()
                .extracting(Plan.Environment::name)
                .isEqualTo("prod");
    }

    @Test
    void compilesThePipelineOfTheManual() {
        Planned planned = compile("""
                kind: builderos/pipeline@v1
                name: feature
                version: 1.0.0
                on: { webhook: { provider: github, events: [issues.labeled], when: 'event.label.name == "build"' }, manual: true }
                inputs: { task: { type: string, required: true } }
                defaults: { timeout: 10m, retries: { max: 2, backoff: exponential, initial: 1s, max_delay: 30s, on: [transient, rate_limit] } }
                steps:
                  - { id: plan,     agent: builder, prompt: builder/plan@^1, out: [plan.md] }
                  - { id: generate, needs: [plan], agent: builder, prompt: builder/generate@^1 }
                  - lanes:
                      unit: [ { id: unit, run: "java --source 25 test/RunTests.java" } ]
                      docs: [ { id: docs, agent: docwriter, prompt: docs/update@^2 } ]
                    needs: [generate]
                    max_parallel: 4
                    join: all
                  - { id: pr,       needs: [unit, docs], action: git.pull_request, with: { title: "${inputs.task}" } }
                  - { id: preview,  needs: [pr],      action: deploy.preview, env: dev }
                  - { id: verify,   needs: [preview], action: verify.http, with: { url: "${preview.url}/health", expect: 200 } }
                  - { id: release,  needs: [verify],  action: deploy.release, env: prod, gates: [ approval ], checkpoint: true }
                  - { id: watch,    needs: [release], action: verify.http, with: { url: "${release.url}/health", for: 2m }, on_failure: rollback }
                """, Map.of("task", "add GET /health"));

        assertThat(planned).isInstanceOf(Planned.Ready.class);
        Plan plan = ((Planned.Ready) planned).plan();
        assertThat(plan.steps().stream()
                        .map(step -> step.id() + " " + step.work().kind() + " " + step.needs()))
                .containsExactly(
                        "plan agent []",
                        "generate agent [plan]",
                        "unit run [generate]",
                        "docs agent [generate]",
                        "lanes-1 join [unit, docs]",
                        "pr action [lanes-1]",
                        "preview action [pr]",
                        "verify action [preview]",
                        "release action [verify]",
                        "watch action [release]",
                        "watch-rollback action [watch]");
        assertThat(plan.step(new StepId("pr")).retries().max()).isEqualTo(2);
        assertThat(plan.step(new StepId("release")).gates()).containsExactly("approval");
        assertThat(plan.outputPaths()).containsExactly("plan.md");
    }

    @Test
    void givesAPlanThatSurvivesBeingStored() {
        Plan plan = plan("""
                  - { id: a, agent: builder, prompt: builder/plan@^1 }
                  - { id: b, action: verify.http, with: { url: "http://x", expect: 200 } }
                """);

        Plan again = ContractJson.read(ContractJson.write(plan), Plan.class);

        assertThat(CanonicalJson.digest(again)).isEqualTo(CanonicalJson.digest(plan));
    }

    private static List<String> needs(Plan plan, String step) {
        return plan.step(new StepId(step)).needs().stream().map(StepId::value).toList();
    }

    @Test
    void writesAMatrixOutAndJoinsItUnderTheIdOfTheStep() {
        Plan plan = plan("""
                  - id: build
                    run: "make JDK=${matrix.jdk}"
                    when: matrix.jdk >= 21 && matrix.os != 'b'
                    matrix: { jdk: [21, 25], os: [a, b] }
                    exclude: [ { jdk: 25, os: b } ]
                    max_parallel: 2
                  - { id: after, action: noop }
                """);

        assertThat(plan.steps().stream().map(step -> step.id().value()))
                .containsExactly("build-21-a", "build-21-b", "build-25-a", "build", "after");
        assertThat(plan.step(new StepId("build-25-a")).variables())
                .containsOnly(Map.entry("matrix.jdk", "25"), Map.entry("matrix.os", "a"));
        assertThat(plan.groups())
                .containsExactly(new Plan.Group(
                        new StepId("build"), List.of("build/21-a", "build/21-b", "build/25-a"), 3, 2, true));
        assertThat(plan.step(new StepId("after")).needs()).containsExactly(new StepId("build"));
        assertThat(plan.needsWorkspace()).isTrue();
    }

    @Test
    void leavesAForeachToBeExpandedWhileTheRunGoesOn() {
        Plan plan = plan("""
                  - { id: list, run: "true" }
                  - id: each
                    run: "fmt ${file} ${index}"
                    when: list.go == 'yes'
                    foreach: { items: "${list.files}", as: file, max_parallel: 4, join: any }
                """);

        Plan.Step each = plan.step(new StepId("each"));
        assertThat(each.when()).isEqualTo("list.go == 'yes'");
        assertThat(each.each()).isNotNull();
        assertThat(each.each().needed()).isEqualTo(1);
        assertThat(each.each().template().when()).isNull();
        assertThat(ContractJson.read(ContractJson.write(plan), Plan.class)).isEqualTo(plan);
    }

    @Test
    void compilesLanesWithinLanes() {
        Plan plan = plan("""
                  - lanes:
                      x:
                        - { id: a, action: noop }
                        - { lanes: { y: [ { id: b, action: noop } ], z: [ { id: c, action: noop } ] }, join: any }
                """);

        assertThat(plan.steps().stream().map(step -> step.id() + "@" + step.lane()))
                .containsExactly(
                        "a@lanes-1/x",
                        "b@lanes-1/x/lanes-2/y",
                        "c@lanes-1/x/lanes-2/z",
                        "lanes-2@lanes-1/x",
                        "lanes-1@null");
        assertThat(plan.needsWorkspace()).isFalse();
    }

    @Test
    void resolvesTheConcurrencyGroup() {
        Planned planned = compile(
                HEAD.replace(
                                "steps:",
                                "concurrency: { group: \"deploy-${inputs.where}\" }\ntimeout: 1h\npriority: high\nsteps:")
                        + "  - { id: a, action: noop }\n",
                Map.of("where", "dev"));

        Plan plan = ((Planned.Ready) planned).plan();
        assertThat(plan.concurrency())
                .isEqualTo(new Plan.Concurrency("deploy-dev", ConcurrencyDefinition.OnConflict.QUEUE));
        assertThat(plan.timeout()).hasHours(1);
        assertThat(plan.priority()).isEqualTo(Priority.HIGH);
    }

    @Test
    void refusesAConcurrencyGroupWhoseNameIsEmptyOrTooLong() {
        assertThat(groupNamed("")).asString().contains("the concurrency group `${inputs.where}` is empty");
        assertThat(groupNamed("x".repeat(201))).asString().contains("is longer than 200 characters");
        assertThat(groupNamed("x".repeat(200))).isInstanceOf(Planned.Ready.class);
    }

    private static Planned groupNamed(String where) {
        return compile(
                HEAD.replace("steps:", "concurrency: { group: \"${inputs.where}\" }\nsteps:")
                        + "  - { id: a, action: noop }\n",
                Map.of("where", where));
    }
}
