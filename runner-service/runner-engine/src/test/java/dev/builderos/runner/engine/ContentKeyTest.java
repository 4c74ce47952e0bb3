package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentKeyTest {
    private static final Plan PLAN = Plans.plan().step("a").step("b").build();

    private static ContentKey key(int step, String tree, String input, String tools, String image) {
        return ContentKey.of(
                PLAN, PLAN.steps().get(step), tree, Map.of("inputs.task", input), Map.of(), Digest.of(tools), image);
    }

    @Test
    void isTheSameForTheSameContent() {
        assertThat(key(0, "t", "i", "x", "25").digest())
                .isEqualTo(key(0, "t", "i", "x", "25").digest());
    }

    @Test
    void differsWithEveryPartAndNamesIt() {
        ContentKey key = key(0, "t", "i", "x", "25");

        assertThat(Map.of(
                        "step", key(1, "t", "i", "x", "25"),
                        "tree", key(0, "T", "i", "x", "25"),
                        "value.inputs.task", key(0, "t", "I", "x", "25"),
                        "tools", key(0, "t", "i", "X", "25"),
                        "image", key(0, "t", "i", "x", "26")))
                .allSatisfy((part, other) -> {
                    assertThat(other.digest()).isNotEqualTo(key.digest());
                    assertThat(other.parts().entrySet().stream()
                                    .filter(entry ->
                                            !entry.getValue().equals(key.parts().get(entry.getKey())))
                                    .map(Map.Entry::getKey))
                            .containsExactlyElementsOf(Set.of(part));
                });
    }
}
