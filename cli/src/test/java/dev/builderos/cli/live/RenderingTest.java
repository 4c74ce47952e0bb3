package dev.builderos.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.StepState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void tellsARecordedRunAsItAlwaysDid() {
        Scroll scroll = new Scroll();

        String told = Facts.recorded().stream()
                .flatMap(came -> switch (came) {
                    case Facts.Came.OfFact(var fact) -> scroll.tell(fact).stream();
                    case Facts.Came.OfLine(var line) -> scroll.tell(line).stream();
                })
                .map(line -> line.plain() + "\n")
                .collect(Collectors.joining());

        assertThat(told).isEqualTo(Facts.resource("feature-run.scroll.txt"));
    }

    @Test
    void drawsTheTimelineWhileLanesRun() {
        assertThat(drawn(after(17), 12)).isEqualTo(Facts.resource("feature-run.lanes.txt"));
    }

    @Test
    void drawsTheTimelineOfTheWholeRun() {
        Timeline timeline = after(Facts.facts().size());

        assertThat(timeline.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(timeline.receipt()).isPresent();
        assertThat(drawn(timeline, 12)).isEqualTo(Facts.resource("feature-run.end.txt"));
    }

    @Test
    void cutsATitleThatWouldPushTheRestOutOfLine() throws IOException {
        Timeline timeline = new Timeline();
        for (FactRecord fact : Facts.facts().subList(0, 17)) {
            String renamed = new String(GatewayJson.write(fact), StandardCharsets.UTF_8)
                    .replace("\"title\":\"unit\"", "\"title\":\"" + "unit tests ".repeat(5) + "\"");
            timeline.take(GatewayJson.read(renamed.getBytes(StandardCharsets.UTF_8), FactRecord.class));
        }

        assertThat(drawn(timeline, 12).lines())
                .contains(
                        "  ✓ plan                                  0.8 s",
                        "  ⠋ ├ unit tests unit tests unit tests …  2.9 s");
    }

    @Test
    void leavesOutFinishedStepsWhereThereIsTooLittleRoom() {
        Timeline timeline = after(17);

        List<String> rows = TimelineRows.draw("r1", timeline, START, 4).stream()
                .map(Line::plain)
                .toList();

        assertThat(rows).hasSize(4);
        assertThat(rows.get(1))
                .as("the first step that is not over")
                .contains("unit")
                .doesNotContain("plan");
    }

    @Test
    void saysWhatAQueuedRunWaitsForUntilItIsReleased() throws IOException {
        Timeline timeline = new Timeline();
        timeline.take(Facts.facts().getFirst());

        timeline.take(fact("RunQueued", "{\"reason\": \"waits for run r0 in group g\"}"));
        timeline.take(fact("RunPaused", "{\"by\": \"ann\"}"));
        timeline.take(fact("RunUnpaused", "{\"by\": \"ann\"}"));
        timeline.take(fact("RunTakenOver", "{\"runner\": \"r2\"}"));
        String queued = drawn(timeline, 12);
        timeline.take(fact("RunReleased", "{}"));

        assertThat(queued).contains("QUEUED · waits for run r0 in group g");
        assertThat(timeline.state()).isEqualTo(RunState.ADMITTED);
        assertThat(timeline.message()).isEmpty();
    }

    @Test
    void tellsWhatAQueuedRunWaitsFor() throws IOException {
        List<Line> told = new Scroll().tell(fact("RunQueued", "{\"reason\": \"waits for run r0 in group g\"}"));

        assertThat(told).extracting(Line::plain).containsExactly("queued: waits for run r0 in group g");
    }

    private static FactRecord fact(String type, String body) throws IOException {
        String hash = "sha256:" + "0".repeat(64);
        String text =
                "{\"seq\": 2, \"at\": \"2026-11-22T10:00:01Z\", \"type\": \"%s\", \"epoch\": 1, \"body\": %s, \"prev\": \"%s\", \"hash\": \"%s\"}"
                        .formatted(type, body, hash, hash);
        return GatewayJson.read(text.getBytes(StandardCharsets.UTF_8), FactRecord.class);
    }

    @Test
    void waitsForApprovalUntilItIsAnswered() {
        Timeline timeline = new Timeline();
        for (FactRecord fact : Facts.facts()) {
            timeline.take(fact);
            if (fact.type().equals("ApprovalRequested")) {
                break;
            }
        }

        assertThat(timeline.state()).isEqualTo(RunState.WAITING);
        assertThat(timeline.step("release").orElseThrow().state()).isEqualTo(StepState.WAITING);
        assertThat(timeline.step("release").orElseThrow().doing()).isEqualTo("approval: release r2 to prod");
    }

    private static Timeline after(int facts) {
        Timeline timeline = new Timeline();
        Facts.facts().stream().limit(facts).forEach(timeline::take);
        return timeline;
    }

    private static String drawn(Timeline timeline, int rows) {
        return TimelineRows.draw("0192f3a1-7b2c-7000-8000-000000000001", timeline, START.plusSeconds(6), rows).stream()
                .map(line -> line.plain() + "\n")
                .collect(Collectors.joining());
    }
}
