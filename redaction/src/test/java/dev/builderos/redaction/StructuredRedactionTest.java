package dev.builderos.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StructuredRedactionTest {
    private static final String SECRET = "canary-of-a-value";
    private static final String MARK = "[redacted:API_TOKEN]";

    private final StructuredRedaction redaction =
            new StructuredRedaction(KnownSecrets.of(Map.of("API_TOKEN", SECRET)), Set.of("branch"));

    record Id(@JsonValue String value) {}

    record Inner(String said, List<String> lines) {}

    record Outer(Id id, String branch, int count, @Nullable Inner inner, Map<String, Object> free, JsonNode tree) {}

    record Picky(String digits) {
        Picky {
            if (digits.contains("[")) {
                throw new IllegalArgumentException("not digits: " + digits);
            }
        }
    }

    private static Outer outer(String text) throws JsonProcessingException {
        return new Outer(
                new Id("a"),
                "main",
                7,
                new Inner("said " + text, List.of("one", text)),
                Map.of("deep", Map.of("list", List.of(1, Map.of("text", text)))),
                new ObjectMapper().readTree("{\"a\":[{\"b\":\"" + text + "\"},7,null]}"));
    }

    @Test
    void takesASecretOutOfEveryTextHoweverDeep() throws JsonProcessingException {
        assertThat(redaction.of(outer(SECRET))).isEqualTo(outer(MARK));
    }

    @Test
    void takesASecretOutOfTheNamesInMapsAndTrees() throws JsonProcessingException {
        JsonNode tree = new ObjectMapper().readTree("{\"" + SECRET + "\":1}");

        assertThat(redaction.of(Map.of(SECRET, 1))).isEqualTo(Map.of(MARK, 1));
        assertThat(redaction.of(tree).toString()).isEqualTo("{\"" + MARK + "\":1}");
    }

    @Test
    void givesTheVeryValueInWhichThereIsNothing() throws JsonProcessingException {
        Outer clean = outer("nothing");

        assertThat(redaction.of(clean)).isSameAs(clean);
    }

    @Test
    void leavesIdsAndNamesThatProgramsMade() {
        var of = new Outer(new Id(SECRET), SECRET, 1, null, Map.of(), new ObjectMapper().createObjectNode());

        assertThat(redaction.of(of)).isSameAs(of);
    }

    @Test
    void namesWhatItFindsInAnyEncoding() {
        assertThat(redaction.find(Map.of("command", List.of("echo Y2FuYXJ5LW9mLWEtdmFsdWU= | base64 -d"))))
                .contains("API_TOKEN");
        assertThat(redaction.find(Map.of("command", "echo"))).isEmpty();
    }

    @Test
    void failsWithoutTheValueWhereNothingElseCanStand() {
        assertThatThrownBy(() -> redaction.of(new Picky("x" + SECRET)))
                .isInstanceOf(NotRedactable.class)
                .hasMessageContaining("Picky")
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    @Test
    void findsMarksInArguments() {
        assertThat(Marks.find(Map.of("content", List.of("a", "key: " + MARK)))).contains(MARK);
        assertThat(Marks.find(Map.of(MARK, 1))).contains(MARK);
        assertThat(Marks.find(Map.of("content", "nothing [redacted] here"))).isEmpty();
    }
}
