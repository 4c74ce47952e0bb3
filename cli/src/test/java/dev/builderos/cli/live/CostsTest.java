package dev.builderos.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.GatewayJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CostsTest {
    private static final String HASH = "sha256:" + "00".repeat(32);

    private static FactRecord answer(String model, @Nullable String cost) {
        ObjectNode body = GatewayJson.mapper().createObjectNode();
        body.put("step", "plan").put("attempt", 1).put("turn", 1).put("model", model);
        body.put("inputTokens", 1000).put("outputTokens", 200).put("text", "");
        if (cost != null) {
            body.put("cost", cost);
        }
        return new FactRecord(1, Instant.EPOCH, "ModelAnswered", 1, body, HASH, HASH);
    }

    private static Timeline of(FactRecord... answers) {
        Timeline timeline = new Timeline();
        for (FactRecord answer : answers) {
            timeline.take(answer);
        }
        return timeline;
    }

    @Test
    void aTimelineAddsWhatAnswersCost() {
        Timeline timeline =
                of(answer("anthropic:a", "0.0045 USD"), answer("anthropic:a", "0.0056 USD"), answer("ollama:b", null));

        assertThat(timeline.cost()).contains("0.0101 USD");
        assertThat(TimelineRows.draw("0192f3a1-7b2c-7000-8000-000000000001", timeline, Instant.EPOCH, 5)
                        .getFirst()
                        .plain())
                .endsWith(" · 3.6k tokens · 0.0101 USD");
    }

    @Test
    void saysAtLeastWhereAModelHadNoPrice() {
        assertThat(of(answer("anthropic:a", "0.0045 USD"), answer("openai:b", null))
                        .cost())
                .contains("at least 0.0045 USD (1.2k tokens without a price)");
    }

    @Test
    void saysNothingWhereNobodySaidAPrice() {
        assertThat(of(answer("openai:b", null), answer("script:c", null)).cost())
                .isEmpty();
    }

    @Test
    void aLineOfAnAnswerEndsWithItsCost() {
        assertThat(new Scroll()
                        .tell(answer("anthropic:a", "0.0045 USD"))
                        .getFirst()
                        .plain())
                .endsWith("1.0k → 200 tokens, 0.0045 USD");
    }
}
