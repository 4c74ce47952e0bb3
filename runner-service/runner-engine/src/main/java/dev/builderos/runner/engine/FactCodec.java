package dev.builderos.runner.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.MalformedMessage;
import dev.builderos.contracts.journal.FactRecord;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Facts to and from the journal's form. The type names are those of the records; no other class is ever named by data. */
public final class FactCodec {
    private static final Map<String, Class<? extends Fact>> TYPES =
            facts(Fact.class).collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private FactCodec() {}

    private static Stream<Class<? extends Fact>> facts(Class<? extends Fact> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(subtype -> facts(subtype.asSubclass(Fact.class)));
    }

    static JsonNode body(Fact fact) {
        return ContractJson.tree(fact);
    }

    /**
     * Reads a fact back.
     *
     * @throws MalformedMessage for a type this version does not know, or a body that does not fit it; the run stops there
     */
    public static Fact read(FactRecord entry) {
        Class<? extends Fact> type = TYPES.get(entry.type());
        if (type == null) {
            throw new MalformedMessage(Fact.class, null);
        }
        return ContractJson.convert(entry.body(), type);
    }
}
