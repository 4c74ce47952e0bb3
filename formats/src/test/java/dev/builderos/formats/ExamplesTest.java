package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    @Test
    void readsEveryKeyOfAProject() {
        // When
        ProjectDefinition project =
                Files.ok(Formats.parseProject(new SourceText("builderos.yaml", Files.example(Kind.PROJECT))));

        // Then
        assertThat(project.name()).isEqualTo("hello-service");
        assertThat(project.stack()).isEqualTo("java");
        assertThat(project.desks()).containsExactly(new DeskReference("java-service", new SemVer("1.2.0")));
        assertThat(project.environments()).containsOnlyKeys("dev", "stage", "prod");
        assertThat(project.environments().keySet()).containsExactly("dev", "stage", "prod");
        assertThat(project.environments())
                .containsEntry("dev", new EnvironmentDefinition("local", null, false, null, null, "/health"))
                .containsEntry("prod", new EnvironmentDefinition("fly", "hello", true, null, null, "/health"));
        assertThat(project.git()).isEqualTo(new GitDefinition("github", "acme/hello", "main"));
        assertThat(project.models())
                .containsEntry(
                        "default",
                        new ModelDefinition(
                                "anthropic",
                                "claude-sonnet",
                                0.0,
                                null,
                                null,
                                null,
                                new TokenPrice(usd("3"), usd("15")),
                                new Position(12, 5)));
        assertThat(project.budget().run()).isEqualTo(usd("5"));
        assertThat(project.budget().day()).isEqualTo(usd("50"));
    }

    @Test
    void readsTheKeysOfALocalEnvironmentAndOfAModelWithAKey() {
        // When
        ProjectDefinition project = Files.ok(Formats.parseProject(new SourceText("builderos.yaml", """
                kind: builderos/project@v1
                name: a
                environments: { dev: { deploy: local, command: java src/Main.java, port: 8080, health: /up } }
                models: { m: { provider: openai, name: x, base_url: "http://localhost:1/v1", api_key: "${secrets.KEY}" } }
                """)));

        // Then
        assertThat(project.environments())
                .containsEntry(
                        "dev", new EnvironmentDefinition("local", null, false, "java src/Main.java", 8080, "/up"));
        assertThat(project.models())
                .containsEntry(
                        "m",
                        new ModelDefinition(
                                "openai",
                                "x",
                                null,
                                "http://localhost:1/v1",
                                "${secrets.KEY}",
                                null,
                                null,
                                new Position(4, 14)));
        assertThat(project.git()).isEqualTo(new GitDefinition("local", null, "main"));
        assertThat(project.budget()).isEqualTo(new BudgetDefinition(null, null, null));
    }

    @Test
    void readsEveryKeyOfAPolicy() {
        // When
        PolicyDefinition policy = Files.ok(Formats.parsePolicy(new SourceText("policy", Files.example(Kind.POLICY))));

        // Then
        assertThat(policy.agents().get("builder"))
                .isEqualTo(new AgentGrant(
                        List.of("fs.read", "fs.write", "shell.exec", "git.commit", "memory.*"),
                        new AgentGrant.PathGrant(
                                List.of("**"),
                                List.of("src/**", "test/**"),
                                List.of("**/.env*", ".git/**", "builderos.policy.yaml")),
                        new AgentGrant.NetworkGrant(
                                List.of(
                                        HostPattern.parse("api.example.com").orElseThrow(),
                                        HostPattern.parse("*.internal.example.com")
                                                .orElseThrow()),
                                List.of(),
                                List.of(),
                                List.of()),
                        List.of("DB_URL"),
                        VolumeLimits.NONE,
                        new Position(4, 5)));
        assertThat(policy.agents().get("deployer").paths().read()).isEmpty();
        assertThat(policy.rules())
                .containsExactly(
                        new RuleDefinition(
                                "push-to-main",
                                "git.push",
                                new Condition("effect.branch == project.defaultBranch", new Position(13, 11)),
                                new Verdict.AskRule(1, List.of("Reviewer", "Admin", "Owner"), List.of(), null),
                                new Position(11, 5)),
                        new RuleDefinition(
                                "prod-deploy",
                                "deploy.release",
                                new Condition("env == \"prod\"", new Position(17, 11)),
                                new Verdict.AskRule(
                                        2, List.of("Admin", "Owner"), List.of("requester"), Duration.ofHours(24)),
                                new Position(15, 5)),
                        new RuleDefinition(
                                "prod-migration",
                                "db.migrate",
                                new Condition("env == \"prod\" && effect.destructive", new Position(21, 11)),
                                new Verdict.DenyRule("write an expand/contract migration instead"),
                                new Position(19, 5)));
        assertThat(policy.tests())
                .containsExactly(
                        new PolicyTest(
                                "builder",
                                Map.of("tool", "fs.write", "path", ".git/hooks/pre-commit"),
                                null,
                                null,
                                false,
                                PolicyTest.Expectation.DENY,
                                new Position(24, 5)),
                        new PolicyTest(
                                "deployer",
                                Map.of("tool", "deploy.release"),
                                "prod",
                                "release",
                                true,
                                PolicyTest.Expectation.ASK,
                                new Position(25, 5)));
    }

    @Test
    void readsTheScopesOfAPolicy() {
        // When
        PolicyDefinition policy = Files.ok(Formats.parsePolicy(new SourceText("policy", Files.example(Kind.POLICY))));

        // Then
        assertThat(policy.everyone())
                .isEqualTo(new PolicyScope(
                        List.of("fs.*", "shell.exec", "git.*", "deploy.*", "memory.*"),
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        new VolumeLimits(500L, 200L, 20L << 20, 120L),
                        List.of(),
                        new Position(27, 3)));
        assertThat(policy.environments())
                .containsOnly(Map.entry(
                        "prod",
                        new PolicyScope(
                                List.of("deploy.*"),
                                null,
                                null,
                                List.of(),
                                null,
                                null,
                                VolumeLimits.NONE,
                                List.of(new RuleDefinition(
                                        "no-agent-in-prod",
                                        "*",
                                        new Condition("agent == \"builder\"", new Position(33, 48)),
                                        new Verdict.DenyRule("let the deployer do it"),
                                        new Position(33, 9))),
                                new Position(31, 5))));
        assertThat(policy.steps())
                .containsOnly(Map.entry(
                        "docs",
                        new PolicyScope(
                                null,
                                null,
                                List.of("docs/**"),
                                List.of(),
                                List.of(),
                                List.of(),
                                VolumeLimits.NONE,
                                List.of(),
                                new Position(35, 9))));
    }

    @Test
    void readsEveryKeyOfAPipeline() {
        // When
        PipelineDefinition pipeline = Files.pipeline(Files.example(Kind.PIPELINE));

        // Then
        assertThat(pipeline.name()).isEqualTo("feature");
        assertThat(pipeline.trigger())
                .isEqualTo(new TriggerDefinition(
                        new TriggerDefinition.WebhookTrigger(
                                "github",
                                List.of("issues.labeled"),
                                new Condition("event.label.name == \"build\"", new Position(4, 69)),
                                Map.of()),
                        true));
        assertThat(pipeline.inputs())
                .containsEntry("task", new InputDefinition(InputDefinition.InputType.STRING, true, null, null, false));
        assertThat(pipeline.defaults())
                .isEqualTo(new StepDefaults(
                        Duration.ofMinutes(10),
                        new RetryPolicy(
                                2,
                                RetryPolicy.Backoff.EXPONENTIAL,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30),
                                java.util.Set.of(FailureClass.TRANSIENT, FailureClass.RATE_LIMIT)),
                        null));
        assertThat(pipeline.nodes())
                .extracting(Node::id)
                .containsExactly("plan", "generate", "lanes-1", "pr", "preview", "verify", "release", "watch");
        assertThat(pipeline.steps())
                .extracting(StepDefinition::id)
                .containsExactly("plan", "generate", "unit", "docs", "pr", "preview", "verify", "release", "watch");
        StepDefinition generate = step(pipeline, "generate");
        assertThat(generate.action())
                .isEqualTo(new StepAction.AgentTask(
                        "builder", new PromptReference("builder/generate", new VersionRange("^1")), null));
        assertThat(generate.propose()).isEqualTo(2);
        assertThat(generate.select()).isEqualTo("reviewer");
        assertThat(step(pipeline, "unit").action())
                .isEqualTo(new StepAction.RunCommand("java --source 25 test/RunTests.java"));
        assertThat(step(pipeline, "pr").action())
                .isEqualTo(new StepAction.ActionCall("git.pull_request", Map.of("title", "${inputs.task}")));
        assertThat(step(pipeline, "verify").with()).containsEntry("expect", 200L);
        assertThat(step(pipeline, "release").gates()).containsExactly("approval");
        assertThat(step(pipeline, "release").checkpoint()).isTrue();
        assertThat(step(pipeline, "release").env()).isEqualTo("prod");
        assertThat(step(pipeline, "watch").onFailure()).isEqualTo(FailureReaction.ROLLBACK);
        assertThat(step(pipeline, "plan").out()).containsExactly("plan.md");
        assertThat(pipeline.nodes().get(2)).isInstanceOfSatisfying(LanesDefinition.class, lanes -> {
            assertThat(lanes.lanes().keySet()).containsExactly("unit", "docs");
            assertThat(lanes.needs()).containsExactly("generate");
            assertThat(lanes.maxParallel()).isEqualTo(4);
            assertThat(lanes.join()).isEqualTo(new Join.All());
            assertThat(lanes.failFast()).isTrue();
        });
    }

    @Test
    void readsEveryKeyOfAPrompt() {
        // When
        PromptDefinition prompt = Files.ok(Formats.parsePrompt(new SourceText("prompt", Files.example(Kind.PROMPT))));

        // Then
        assertThat(prompt.name()).isEqualTo("builder/generate");
        assertThat(prompt.changelog()).isEqualTo("Ask for tests beside the code.");
        assertThat(prompt.tags()).containsExactly("java");
        assertThat(prompt.inputs().keySet()).containsExactly("task", "plan");
        assertThat(prompt.tools()).containsExactly("fs.read", "fs.write", "shell.exec");
        assertThat(prompt.output())
                .hasToString(
                        "{\"type\":\"object\",\"required\":[\"summary\"],\"properties\":{\"summary\":{\"type\":\"string\"}}}");
        assertThat(prompt.messages())
                .containsExactly(
                        new Message(Message.Role.SYSTEM, "You change Java code in the smallest way that works."),
                        new Message(Message.Role.USER, "{{task}}\n{{plan}}\n"));
    }

    @Test
    void readsEveryKeyOfADesk() {
        // When
        DeskDefinition desk = Files.ok(Formats.parseDesk(new SourceText("desk.yaml", Files.example(Kind.DESK))));

        // Then
        assertThat(desk.name()).isEqualTo("java-service");
        assertThat(desk.inputs().get("name").description()).isEqualTo("the name of the service");
        assertThat(desk.files()).isEqualTo("files");
        assertThat(desk.pipelines()).containsExactly("ship/feature.yaml", "ship/hotfix.yaml");
        assertThat(desk.prompts()).containsExactly("prompts/plan.yaml", "prompts/generate.yaml");
        assertThat(desk.policy()).isEqualTo("builderos.policy.yaml");
        assertThat(desk.agents()).containsExactly("agents/builder.yaml");
        assertThat(desk.upgrade().keySet()).containsExactly(new SemVer("1.1.0"), new SemVer("1.2.0"));
    }

    @Test
    void readsEveryKeyOfAnAgent() {
        // When
        AgentDefinition agent = Files.ok(Formats.parseAgent(new SourceText("agent", Files.example(Kind.AGENT))));

        // Then
        assertThat(agent.name()).isEqualTo("builder");
        assertThat(agent.model()).isEqualTo("default");
        assertThat(agent.tools()).contains("memory.*");
        assertThat(agent.system()).startsWith("You change Java code");
        assertThat(agent.maxTurns()).isEqualTo(60);
        assertThat(agent.maxTokens()).isEqualTo(200_000);
    }

    @Test
    void keepsTheTextAsWrittenForItsDigest() {
        // Given
        String text = Files.example(Kind.PIPELINE);

        // When
        PipelineDefinition pipeline = Files.pipeline(text);

        // Then
        assertThat(pipeline.source().text()).isEqualTo(text);
    }

    private static StepDefinition step(PipelineDefinition pipeline, String id) {
        return pipeline.steps().stream()
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Money usd(String amount) {
        return new Money(new BigDecimal(amount), Currency.getInstance("USD"));
    }
}
