package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.SourceText;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventMatchTest {
    private static final String LABELED = """
            {"action":"labeled","issue":{"number":7,"title":"add $(id) `x` ${inputs.a}","body":null,"draft":false,
             "labels":[{"name":"build"},{"name":"ui"}]},"label":{"name":"build"},"huge":99999999999999999999,"half":0.5}""";

    @ParameterizedTest
    @CsvSource({
        "issues.labeled, issues.labeled, true",
        "issues, issues.labeled, true",
        "issues, issues, true",
        "issues.*, issues.labeled, true",
        "*, issues.labeled, true",
        "*.labeled, issues.labeled, true",
        "issue*, issues.labeled, true",
        "issues.labeled, issues, false",
        "issues.label, issues.labeled, false",
        "issue, issues.labeled, false",
        "issues.*, issues, false",
        "ISSUES, issues.labeled, false",
        "pull_request, issues.labeled, false"
    })
    void anEventIsCoveredByWhatIsWritten(String pattern, String event, boolean covered) {
        assertThat(EventMatch.covers(pattern, event)).isEqualTo(covered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.label.name == \"build\"",
                "event.issue.number == 7",
                "event.issue.labels.exists(l, l.name == \"ui\")",
                "event.issue.body == null",
                "!event.issue.draft",
                "event.half < 1.0",
                "event.action.startsWith(\"label\") && size(event.issue.labels) == 2",
                "!has(event.pull_request)"
            })
    void startsWhereTheConditionHolds(String when) {
        assertThat(match("when: '" + when + "'")).isInstanceOf(EventMatch.Starts.class);
    }

    @Test
    void isSkippedWhereTheConditionDoesNotHold() {
        assertThat(match("when: 'event.label.name == \"other\"'").reason())
                .isEqualTo("when event.label.name == \"other\" is false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.no.such.thing == 1",
                "event.label.name",
                "event.label.name ==",
                "inputs.task == \"x\"",
                "event.issue.labels.exists(l, l.nope == 1)",
                "event.label.name == 1 / 0"
            })
    void whatCannotBeToldStartsNothingAndSaysWhy(String when) {
        EventMatch.Outcome outcome = match("when: '" + when + "'");

        assertThat(outcome).isInstanceOf(EventMatch.Refused.class);
        assertThat(outcome.reason()).contains("when");
    }

    @Test
    void isSkippedForAnotherProvider() {
        EventMatch.Outcome outcome = EventMatch.of(pipeline(""), new Event("gitlab", "issues.labeled", json(LABELED)));

        assertThat(outcome).isEqualTo(new EventMatch.Skipped("it is for events of github, not of gitlab"));
    }

    @Test
    void givesInputsWhatTheEventSaysAsItSaysIt() {
        EventMatch.Outcome outcome = match("inputs: { task: '${event.issue.title}', number: '${event.issue.number}',"
                + " label: 'label ${event.issue.labels.1.name}, $${kept}', all: '${event.label}' }");

        assertThat(outcome)
                .isEqualTo(new EventMatch.Starts(
                        "it is for issues.labeled",
                        Map.of(
                                "task",
                                "add $(id) `x` ${inputs.a}",
                                "number",
                                "7",
                                "label",
                                "label ui, ${kept}",
                                "all",
                                "{\"name\":\"build\"}")));
    }

    @Test
    void leavesOutAnInputThatMayBeAndThatTheEventDoesNotHave() {
        assertThat(match("inputs: { label: '${event.issue.body}' }"))
                .isEqualTo(new EventMatch.Starts("it is for issues.labeled", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"task: '${event.issue.body}'", "task: '${event.nothing.there}'", "label: 'a ${event.issue.body}'"
            })
    void refusesWhatIsMadeOfWhatTheEventDoesNotHave(String input) {
        assertThat(match("inputs: { " + input + " }").reason()).contains("which the event does not have");
    }

    @Test
    void refusesAValueThatNobodyWrote() {
        Event event =
                new Event("github", "issues.labeled", json("{\"issue\":{\"title\":\"" + "x".repeat(70_000) + "\"}}"));

        assertThat(EventMatch.of(pipeline("inputs: { task: '${event.issue.title}' }"), event)
                        .reason())
                .contains("70000 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"pull_request\":{\"head\":{\"repo\":{\"full_name\":\"a/b\"}},\"base\":{\"repo\":{\"full_name\":\"a/b\"}}}}|false",
                "{\"pull_request\":{\"head\":{\"repo\":{\"full_name\":\"x/b\"}},\"base\":{\"repo\":{\"full_name\":\"a/b\"}}}}|true",
                "{\"pull_request\":{\"head\":{\"repo\":null},\"base\":{\"repo\":{\"full_name\":\"a/b\"}}}}|true",
                "{\"pull_request\":{}}|true",
                "{\"object_attributes\":{\"source_project_id\":1,\"target_project_id\":1}}|false",
                "{\"object_attributes\":{\"source_project_id\":2,\"target_project_id\":1}}|true",
                "{\"issue\":{}}|false"
            })
    void aForkIsWhereverTheAuthorCannotWrite(String payload, boolean fork) {
        assertThat(new Event("github", "pull_request", json(payload)).fromFork())
                .isEqualTo(fork);
    }

    private static EventMatch.Outcome match(String more) {
        return EventMatch.of(pipeline(more), new Event("github", "issues.labeled", json(LABELED)));
    }

    private static PipelineDefinition pipeline(String more) {
        String text = """
                kind: builderos/pipeline@v1
                name: p
                version: 1.0.0
                on: { webhook: { provider: github, events: [issues.labeled], %s } }
                inputs:
                  task: { type: string, required: true }
                  number: { type: number }
                  label: { type: string }
                  all: { type: string }
                steps: [ { id: a, action: noop } ]
                """.formatted(more);
        return switch (Formats.parsePipeline(new SourceText("ship/p.yaml", text))) {
            case Parsed.Ok<PipelineDefinition> ok -> ok.value();
            case Parsed.Invalid<PipelineDefinition> invalid ->
                throw new AssertionError(invalid.problems().toString());
        };
    }

    private static com.fasterxml.jackson.databind.JsonNode json(String text) {
        try {
            return ContractJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
