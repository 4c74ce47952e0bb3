package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptTest {
    private static final String HEAD = """
            kind: builderos/prompt@v1
            name: builder/plan
            version: 1.0.0
            inputs:
              task: { type: string, required: true }
              tone: { type: string, default: plain }
              plan: { type: artifact }
            """;

    @Test
    void fillsInValuesDefaultsAndNothing() {
        // Given
        PromptDefinition prompt = prompt("messages: [ { user: \"{{task}}|{{ tone }}|{{plan}}|\\\\{{task}}\" } ]\n");

        // When
        Rendering rendering = prompt.render(Map.of("task", "add", "unknown", "x"));

        // Then
        assertThat(rendering)
                .isEqualTo(new Rendering.Rendered(List.of(new Message(Message.Role.USER, "add|plain||{{task}}"))));
    }

    @Test
    void neverExpandsAValueAgain() {
        // Given
        PromptDefinition prompt = prompt("messages: [ { user: '{{task}} {{plan}}' } ]\n");

        // When
        Rendering rendering = prompt.render(Map.of("task", "{{plan}} $1 \\{{", "plan", "{{task}}"));

        // Then
        assertThat(rendering)
                .isEqualTo(
                        new Rendering.Rendered(List.of(new Message(Message.Role.USER, "{{plan}} $1 \\{{ {{task}}"))));
    }

    @Test
    void namesTheRequiredInputsThatAreMissing() {
        // Given
        PromptDefinition prompt = prompt("messages: [ { user: hello } ]\n");

        // When
        Rendering rendering = prompt.render(Map.of("plan", "p"));

        // Then
        assertThat(rendering).isEqualTo(new Rendering.MissingInputs(List.of("task")));
    }

    @Test
    void pointsAtUnknownPlaceholdersWithinABlock() {
        assertThat(Files.problems(Kind.PROMPT, HEAD + """
                messages:
                  - system: fine {{task}}
                  - user: |
                      Do {{task}}.
                      With {{tusk}} and {{task}} and {{tusk}}
                      {% if x %} {{ a b }}
                """))
                .containsExactly(
                        "12:12: placeholder `{{tusk}}` is no input of this prompt (did you mean `task`?)",
                        "12:38: placeholder `{{tusk}}` is no input of this prompt (did you mean `task`?)",
                        "13:18: `{{` starts a placeholder such as `{{task}}`; write `\\{{` for the braces");
    }

    @Test
    void refusesAMessageWithoutOrWithTwoRoles() {
        assertThat(Files.problems(Kind.PROMPT, HEAD + "messages: [ {}, { user: a, system: b } ]\n"))
                .containsExactly(
                        "8:13: needs one of `system`, `user`, `assistant`",
                        "8:28: only one of `system`, `user`, `assistant` may be written");
    }

    @Test
    void keepsItsOutputSchemaWhateverACallerDoesToIt() {
        // Given
        PromptDefinition prompt = prompt("output: { schema: { type: object } }\nmessages: [ { user: a } ]\n");

        // When
        ((ObjectNode) prompt.output()).put("type", "array");

        // Then
        assertThat(prompt.output()).hasToString("{\"type\":\"object\"}");
    }

    private static PromptDefinition prompt(String rest) {
        return Files.ok(Formats.parsePrompt(new SourceText("prompt.yaml", HEAD + rest)));
    }
}
