package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TriggerTest {
    private static final String REST = """
            inputs: { task: { type: string }, number: { type: number } }
            steps: [ { id: a, action: noop } ]
            """;

    @Test
    void readsWhatInputsAreGivenInTheOrderOfTheFile() {
        PipelineDefinition pipeline = Files.pipeline(
                with("inputs: { number: '${event.issue.number}', task: 'fix ${event.issue.title} $${x}' }"));

        TriggerDefinition.WebhookTrigger webhook = pipeline.trigger().webhook();

        assertThat(webhook).isNotNull();
        assertThat(webhook.inputs().entrySet())
                .extracting(Object::toString)
                .containsExactly("number=${event.issue.number}", "task=fix ${event.issue.title} $${x}");
    }

    @Test
    void refusesAnInputThatThePipelineDoesNotHave() {
        assertThat(problems("inputs: { tsak: x }"))
                .containsExactly("4:64: `tsak` is no input of this pipeline (did you mean `task`?)");
    }

    @Test
    void refusesExpressionsThatAreNotOfTheEvent() {
        assertThat(problems("inputs: { task: '${inputs.number}' }"))
                .containsExactly(
                        "4:71: `${inputs.number}` must name a part of the event, such as `${event.issue.title}`");
        assertThat(problems("inputs: { task: '${event}' }"))
                .singleElement()
                .asString()
                .contains("a part of the event");
        assertThat(problems("inputs: { task: '${secrets.KEY}' }"))
                .singleElement()
                .asString()
                .contains("a part of the event");
        assertThat(problems("inputs: { task: 'a ${event.issue.title' }"))
                .singleElement()
                .asString()
                .startsWith("4:")
                .contains("is no expression such as `${event.issue.title}`");
    }

    @Test
    void refusesAProviderThatNobodyKnows() {
        assertThat(Files.problems(Kind.PIPELINE, with("inputs: {}").replace("provider: github", "provider: githup")))
                .singleElement()
                .asString()
                .contains("github");
    }

    private static List<String> problems(String inputs) {
        return Files.problems(Kind.PIPELINE, with(inputs));
    }

    private static String with(String inputs) {
        return "kind: builderos/pipeline@v1\nname: p\nversion: 1.0.0\n"
                + "on: { webhook: { provider: github, events: [issues], " + inputs + " } }\n" + REST;
    }
}
