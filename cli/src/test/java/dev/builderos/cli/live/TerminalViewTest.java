package dev.builderos.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.Captured;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.TerminalSize;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.StepLogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TerminalViewTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:06Z");

    private final Captured captured = Captured.terminal();
    private final Timeline timeline = new Timeline();
    private final TerminalView view =
            new TerminalView(captured.console(), new Fixed(60, 20), "r1", timeline, () -> NOW);

    private record Fixed(int columns, int rows) implements TerminalSize {
        @Override
        public void close() {}
    }

    @Test
    void paintsTheTimelineOverTheOldOne() {
        Facts.facts().stream().limit(2).forEach(timeline::take);

        view.tick();
        view.tick();

        assertThat(captured.out()).contains("\r\u001b[10A\u001b[J");
        assertThat(captured.out().chars().filter(c -> c == '\n'))
                .as("each time all rows")
                .hasSize(20);
    }

    @Test
    void neverWritesARowThatIsWiderThanTheTerminal() {
        Facts.facts().stream().limit(9).forEach(timeline::take);

        view.tick();

        assertThat(captured.out().replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "").lines())
                .allSatisfy(row -> assertThat(row.length()).isLessThanOrEqualTo(60));
    }

    @Test
    void wrapsACardWithinItsEdge() throws IOException {
        String json = LiveRunTest.approval("PENDING", "sha256:" + "ab".repeat(32))
                .replace("the service in prod", "the service in prod: a short interruption, then another version");

        view.card(new Card(GatewayJson.read(json.getBytes(StandardCharsets.UTF_8), ApprovalView.class)));

        assertThat(captured.out().replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "").lines())
                .filteredOn(row -> !row.startsWith("── "))
                .allSatisfy(row -> assertThat(row.length()).isLessThanOrEqualTo(60))
                .contains("│ touches the service in prod: a short interruption, then ", "│         another version");
    }

    @Test
    void holdsBackWhatHappensWhileAQuestionIsOpen() {
        view.ask(Line.of("approve?"));
        int before = captured.out().length();

        view.log(line("while asking"));
        view.tick();

        assertThat(captured.out().length()).isEqualTo(before);
        view.answered();
        assertThat(captured.out().substring(before)).contains("while asking");
    }

    @Test
    void boundsWhatItHoldsBackAndSaysSo() {
        view.ask(Line.of("approve?"));

        for (int i = 0; i < 1500; i++) {
            view.log(line("line " + i));
        }
        view.answered();

        assertThat(captured.out())
                .contains("line 999")
                .doesNotContain("line 1000")
                .contains("500 lines came meanwhile");
    }

    @Test
    void escapesWhatStepsWrite() {
        view.log(line("\u001b]0;title\u0007"));

        assertThat(captured.out()).contains("\\x1b]0;title\\x07").doesNotContain("\u001b]0");
    }

    private static StepLogLine line(String text) {
        return new StepLogLine("unit", 1, NOW, "out", text);
    }
}
