package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookPlanTest {
    private static final SourceFile PROJECT = new SourceFile("builderos.yaml", """
            kind: builderos/project@v1
            name: hello
            """);

    private static final String REST = """
            inputs: { task: { type: string }, mark: { type: string, untrusted: true }, level: { type: string, default: low } }
            steps: [ { id: a, action: noop } ]
            """;

    @Test
    void whatAnEventGivesIsTaintedWhateverThePipelineSays() {
        Plan plan = plan("", Map.of("task", "x", "level", "high"), Set.of("task"));

        assertThat(plan.taint()).containsExactly("input task");
        assertThat(plan.untrustedInputs()).containsExactly("task");
    }

    @Test
    void whatSomebodyVouchesForIsNot() {
        assertThat(plan("", Map.of("task", "x"), Set.of()).taint()).isEmpty();
        assertThat(plan("", Map.of("mark", "x"), Set.of()).taint()).containsExactly("input mark");
    }

    @Test
    void theConditionOfAWebhookIsCheckedWhereItStands() {
        assertThat(problems("when: 'event.a == 1 && inputs.task == \"x\"'"))
                .containsExactly("ship/p.yaml:4:77: the condition of a webhook sees `event`, and no `inputs`");
        assertThat(problems("when: 'event.a =='")).singleElement().asString().startsWith("ship/p.yaml:4:");
        assertThat(problems("when: 'event.a + 1'"))
                .singleElement()
                .asString()
                .startsWith("ship/p.yaml:4:")
                .contains("the condition is not right");
    }

    private static Plan plan(String more, Map<String, Object> inputs, Set<String> untrusted) {
        return ((Planned.Ready) compile(more, inputs, untrusted)).plan();
    }

    private static List<String> problems(String more) {
        return ((Planned.Refused) compile(more, Map.of(), Set.of())).problems();
    }

    private static Planned compile(String more, Map<String, Object> inputs, Set<String> untrusted) {
        SourceFile pipeline = new SourceFile(
                "ship/p.yaml",
                "kind: builderos/pipeline@v1\nname: p\nversion: 1.0.0\n"
                        + "on: { webhook: { provider: github, events: [issues], " + more + " } }\n" + REST);
        return PlanCompiler.compile(
                new PlanRequest(
                        new ProjectId("hello"),
                        "/home/user/hello",
                        "ship/p.yaml",
                        List.of(PROJECT, pipeline),
                        List.of(),
                        inputs,
                        Digest.of("policy"),
                        null,
                        List.of(),
                        untrusted),
                new ToolCatalog(Set.of()));
    }
}
