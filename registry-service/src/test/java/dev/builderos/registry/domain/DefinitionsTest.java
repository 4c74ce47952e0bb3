package dev.builderos.registry.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.registry.AgentOutline;
import dev.builderos.contracts.registry.InputOutline;
import dev.builderos.contracts.registry.PipelineOutline;
import dev.builderos.contracts.registry.PipelineStep;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    private static final SourceFile FEATURE = new SourceFile("ship/feature.yaml", """
            kind: builderos/pipeline@v1
            name: feature
            version: 1.2.0
            on:
              webhook: { provider: github, events: [issues.labeled] }
              manual: true
            inputs:
              task: { type: string, required: true, description: What to build. }
              rounds: { type: number, default: 3 }
            steps:
              - { id: plan, agent: builder, ask: "Plan it.\\nIn steps." }
              - id: build
                lanes:
                  api:
                    - { id: api-code, run: "make api" }
                    - { id: api-test, run: "make test" }
                  docs:
                    - { id: docs-text, run: "make docs" }
              - { id: ship, action: git.pull_request, env: prod, gates: [approval] }
            """);

    @Test
    void drawsLanesAsAGraphWhoseJoinWaitsForAllOfThem() {
        List<PipelineStep> steps = Definitions.of(List.of(FEATURE), List.of())
                .pipelines()
                .getFirst()
                .steps();

        assertThat(steps)
                .extracting(PipelineStep::id, PipelineStep::kind, PipelineStep::needs, PipelineStep::lane)
                .containsExactly(
                        row("plan", "agent", List.of(), null),
                        row("api-code", "run", List.of("plan"), "build/api"),
                        row("api-test", "run", List.of("api-code"), "build/api"),
                        row("docs-text", "run", List.of("plan"), "build/docs"),
                        row("build", "join", List.of("api-code", "api-test", "docs-text"), null),
                        row("ship", "action", List.of("build"), null));
    }

    @Test
    void saysWhatStartsAPipelineAndWhatItWantsToBeTold() {
        PipelineOutline feature =
                Definitions.of(List.of(FEATURE), List.of()).pipelines().getFirst();

        assertThat(feature.manual()).isTrue();
        assertThat(feature.events()).containsExactly("github issues.labeled");
        assertThat(feature.inputs())
                .containsExactly(
                        new InputOutline("task", "string", true, null, "What to build.", false),
                        new InputOutline("rounds", "number", false, "3", null, false));
    }

    @Test
    void putsWhatComesWithTheProductAfterTheProjectsOwn() {
        SourceFile library = new SourceFile("builtin/rollback.yaml", """
                kind: builderos/pipeline@v1
                name: rollback
                version: 1.0.0
                steps: [{ id: back, run: "true" }]
                """);

        Definitions found = Definitions.of(
                List.of(agent("reviewer"), FEATURE, new SourceFile("notes.txt", "x")),
                List.of(library, agent("builder")));

        assertThat(found.pipelines())
                .extracting(PipelineOutline::path)
                .containsExactly("ship/feature.yaml", "builtin/rollback.yaml");
        assertThat(found.agents()).extracting(AgentOutline::name).containsExactly("reviewer", "builder");
        assertThat(found.agents()).extracting(AgentOutline::bundled).containsExactly(false, true);
    }

    private static Tuple row(Object... values) {
        return Tuple.tuple(values);
    }

    private static SourceFile agent(String name) {
        return new SourceFile("agents/" + name + ".yaml", """
                kind: builderos/agent@v1
                name: NAME
                description: Works.
                tools: [fs.read]
                system: You work.
                """.replace("NAME", name));
    }
}
