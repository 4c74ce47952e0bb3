package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void countsWhatEachAgentDid() {
        // Given
        History history = new History();
        history.permitted(effect("builder", "fs.write", Map.of("path", "a", "bytes", 10)), null, NOON);
        history.permitted(effect("builder", "fs.read", Map.of("path", "a", "bytes", 99)), null, NOON.plusSeconds(50));
        history.permitted(effect("builder", "fs.edit", Map.of("path", "b", "bytes", 5L)), null, NOON.plusSeconds(70));
        history.permitted(effect("other", "shell.exec", Map.of()), null, NOON);

        // Then
        assertThat(history.of("builder", NOON.plusSeconds(80))).isEqualTo(new RunSoFar(List.of(), 3, 2, 15, 2));
        assertThat(history.of("other", NOON)).isEqualTo(new RunSoFar(List.of(), 1, 0, 0, 1));
        assertThat(history.of("stranger", NOON)).isEqualTo(RunSoFar.NOTHING);
    }

    @Test
    void remembersWhatNobodyVouchesForWhoeverReadIt() {
        // Given
        History history = new History();
        history.permitted(effect("other", "net.request", Map.of()), "input task", NOON);
        history.permitted(effect("builder", "net.request", Map.of()), "web example.com", NOON);

        // Then
        assertThat(history.of("deployer", NOON).taint()).containsExactly("input task", "web example.com");
    }

    private static Effect effect(String agent, String tool, Map<String, Object> arguments) {
        return new Effect(tool, agent, null, arguments);
    }
}
