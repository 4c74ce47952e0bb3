package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The {@code $defs} of a schema being written. */
final class SchemaDefinitions {
    private final Map<String, ObjectNode> byName = new TreeMap<>();

    /** A reference to a definition, which is written when it is first asked for. */
    ObjectNode reference(String name, Supplier<ObjectNode> schema) {
        if (!byName.containsKey(name)) {
            byName.put(name, object());
            byName.put(name, schema.get());
        }
        return object().put("$ref", "#/$defs/" + name);
    }

    void writeTo(ObjectNode schema) {
        if (!byName.isEmpty()) {
            ObjectNode definitions = schema.putObject("$defs");
            byName.forEach(definitions::set);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
