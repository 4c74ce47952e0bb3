package dev.builderos.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"a\":{\"b\":[1,-2,3000000000,123456789012345678901234567890,1.5,1e300,true,false,null,\"c\u00e4\"]}}",
                "{\"twice\":1,\"twice\":2}",
                "\"text\"",
                "null",
                "1 and what follows"
            })
    void readsWhatTheMapperReads(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        assertThat(JsonTree.read(bytes)).isEqualTo(ContractJson.mapper().readValue(bytes, JsonNode.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,", "]", "{\"a\"}", "{\"a\":}", "nothing"})
    void refusesWhatIsNoJson(String json) {
        assertThatThrownBy(() -> JsonTree.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 100_000})
    void refusesWhatIsNestedTooDeeply(int depth) {
        byte[] json = ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> JsonTree.read(json)).isInstanceOf(IOException.class);
    }
}
