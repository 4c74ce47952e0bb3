package dev.builderos.runner.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.runner.hook.HookHeader;
import dev.builderos.contracts.runner.hook.HookProvider;
import dev.builderos.runner.engine.Event;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReadingTest {
    private static final String LABELED = "{\"action\":\"labeled\",\"issue\":{\"title\":\"é\"}}";

    @Test
    void namesAnEventOfGitHubByHeaderAndAction() {
        assertThat(github("issues", LABELED).name()).isEqualTo("issues.labeled");
        assertThat(github("ping", "{\"zen\":\"Keep it logically awesome.\"}").name())
                .isEqualTo("ping");
    }

    @Test
    void readsTheFormThatGitHubSendsWhenItIsToldTo() {
        String form = "payload=" + URLEncoder.encode(LABELED, StandardCharsets.UTF_8);

        Event event = github("issues", form);

        assertThat(event.name()).isEqualTo("issues.labeled");
        assertThat(event.payload().path("issue").path("title").asText()).isEqualTo("é");
    }

    @Test
    void refusesAHeaderThatTheSignedBodyDoesNotBearOut() {
        assertThatThrownBy(() -> github("push", LABELED)).hasMessageContaining("X-GitHub-Event says push");
        assertThatThrownBy(() -> github("pull_request", LABELED)).hasMessageContaining("`pull_request`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GITLAB|{\"object_kind\":\"issue\",\"object_attributes\":{\"action\":\"open\"}}|issue.open",
                "GITLAB|{\"object_kind\":\"push\"}|push",
                "STANDARD|{\"type\":\"invoice.paid\"}|invoice.paid",
                "HMAC|{\"type\":\"build.done\",\"event\":\"other\"}|build.done",
                "HMAC|{\"event\":\"done\"}|done"
            })
    void namesOtherEventsByWhatIsSigned(HookProvider provider, String body, String name) {
        assertThat(EventReading.read(
                                provider,
                                List.of(new HookHeader("x-github-event", "push")),
                                body.getBytes(StandardCharsets.UTF_8))
                        .name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{\"a\":1} {\"b\":2}",
                "{\"action\":\"x\",\"action\":\"y\"}",
                "payload",
                "pay=1",
                "payload=%zz",
                "\u001f\u008b\u0008"
            })
    void refusesWhatIsNoJsonObject(String body) {
        assertThatThrownBy(() -> github("star", body)).hasMessageMatching("(?s).*the (body|form) .*");
    }

    @Test
    void refusesJsonThatIsTenThousandDeep() {
        String deep = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

        assertThatThrownBy(() -> github("star", deep)).hasMessageContaining("deeper than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss ues", "issues\n", "issues;rm -rf", "", "$(id)"})
    void refusesANameThatIsNoneOfAnEvent(String name) {
        assertThatThrownBy(() -> github(name, "{}")).hasMessageContaining("name of the event");
    }

    @Test
    void refusesAnEventThatNobodyNames() {
        assertThatThrownBy(
                        () -> EventReading.read(HookProvider.GITHUB, List.of(), "{}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("X-GitHub-Event");
    }

    @Test
    void namesAKeptEventAsItWasNamedWhenItCame() {
        byte[] body = LABELED.getBytes(StandardCharsets.UTF_8);

        assertThat(EventReading.of(HookProvider.GITHUB, "issues.labeled", body)).isEqualTo(github("issues", LABELED));
    }

    private static Event github(String name, String body) {
        return EventReading.read(
                HookProvider.GITHUB,
                List.of(new HookHeader("x-github-event", name)),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
