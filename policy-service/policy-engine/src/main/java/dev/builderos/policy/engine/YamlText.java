package dev.builderos.policy.engine;

import dev.builderos.contracts.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** Texts as a policy file has them. A JSON string is one in YAML, and in CEL. */
final class YamlText {
    private YamlText() {}

    static String quoted(String text) {
        return new String(CanonicalJson.bytes(text), StandardCharsets.UTF_8);
    }

    static String list(Collection<String> texts) {
        return texts.stream().map(YamlText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }
}
