package dev.builderos.gateway.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.MalformedMessage;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogAppended;
import dev.builderos.contracts.runner.LogLine;
import dev.builderos.contracts.runner.LogPage;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.usecase.Line;
import dev.builderos.gateway.usecase.LinePage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesOnTheBusTest {
    private static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");
    private static final List<LogLine> LINES = List.of(
            new LogLine(7, AT, "out", "plain"),
            new LogLine(8, AT, "err", "\"}],{\\ \u0000 \t mänÿ \uD83D\uDE00 \u2028"),
            new LogLine(9, AT, "sys", ""));

    private static dev.builderos.gateway.api.LogLine overHttp(Line line) {
        try {
            return GatewayJson.mapper().readValue(line.json(), dev.builderos.gateway.api.LogLine.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line.json(), e);
        }
    }

    private static void assertSame(List<Line> read) {
        assertThat(read).extracting(Line::n).containsExactly(7L, 8L, 9L);
        assertThat(read.stream().map(LinesOnTheBusTest::overHttp))
                .containsExactlyElementsOf(LINES.stream()
                        .map(line ->
                                new dev.builderos.gateway.api.LogLine(line.n(), line.at(), line.stream(), line.text()))
                        .toList());
    }

    @Test
    void findsTheLinesOfNewsAsTheyAreOverHttp() {
        LinesOnTheBus.Appended news =
                LinesOnTheBus.appended(ContractJson.write(new LogAppended(RUN, new StepId("unit"), LINES)));

        assertThat(news.step()).isEqualTo("unit");
        assertSame(news.lines());
    }

    @Test
    void findsTheLinesOfAPageAsTheyAreOverHttp() {
        LinePage page = LinesOnTheBus.page(ContractJson.write(new LogPage(LINES, true, true, false)), 10);

        assertSame(page.lines());
        assertThat(page.ended()).isTrue();
        assertThat(page.more()).isTrue();
    }

    @Test
    void takesAFullPageOfARunnerThatDoesNotSayForOneWithMoreBehindIt() {
        byte[] answer = ContractJson.write(new LogPage(LINES, false, null, null));

        assertThat(LinesOnTheBus.page(answer, 3).more()).isTrue();
        assertThat(LinesOnTheBus.page(answer, 4).more()).isFalse();
    }

    @Test
    void skipsFieldsItDoesNotKnow() {
        String json = "{\"new\":{\"lines\":[1]},\"stepId\":\"unit\",\"lines\":[{\"new\":[{}],\"n\":3,\"text\":\"x\"}]}";

        assertThat(LinesOnTheBus.appended(json.getBytes(StandardCharsets.UTF_8)).lines())
                .containsExactly(new Line(3, "{\"new\":[{}],\"n\":3,\"text\":\"x\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"stepId\":\"unit\",\"lines\":[{\"n\":1", "{\"lines\":[]}"})
    void refusesWhatIsNoNews(String json) {
        assertThatThrownBy(() -> LinesOnTheBus.appended(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessage.class);
    }
}
