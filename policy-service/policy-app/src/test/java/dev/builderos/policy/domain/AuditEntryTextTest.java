package dev.builderos.policy.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditEntryTextTest {
    private static final Instant AT = Instant.parse("2026-11-29T10:00:00Z");

    @Test
    void isCanonicalJson() {
        assertThat(AuditEntryText.of(AT, "approval", Map.of("why", "a \"b\"", "answers", 1)))
                .isEqualTo(
                        "{\"at\":\"2026-11-29T10:00:00Z\",\"kind\":\"approval\",\"what\":{\"answers\":1,\"why\":\"a \\\"b\\\"\"}}");
    }

    /** PostgreSQL would find such an entry by nothing. */
    @Test
    void hasNoNulWhereverSomebodyWroteOne() {
        String text = AuditEntryText.of(
                AT, "approval", Map.of("why", "a\u0000b", "more", List.of(Map.of("c\u0000", "d\u0000"))));

        assertThat(text).doesNotContain("\u0000", "\\u0000").contains("a\ufffdb", "c\ufffd", "d\ufffd");
    }

    @Test
    void isTheTextThatIsStored() {
        assertThat(AuditEntryText.of(AT, "approval", Map.of("why", "\ud800"))).contains("\"why\":\"?\"");
    }
}
