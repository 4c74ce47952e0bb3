package dev.builderos.gateway.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values; of records what is not null. */
final class RecordWriting {
    private RecordWriting() {}

    // Asked one after the other: a switch over types is put together when it is first reached, which takes longer than
    // a value.
    @SuppressWarnings("IfChainToSwitch")
    static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String || value instanceof Instant || value instanceof Duration) {
            json.writeString(value.toString());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (value instanceof Enum<?> choice) {
            json.writeString(choice.name());
        } else if (value instanceof Record record) {
            record(json, record);
        } else if (value instanceof JsonNode tree) {
            json.writeRawValue(tree.toString());
        } else if (value instanceof Iterable<?> list) {
            list(json, list);
        } else if (value instanceof Map<?, ?> map) {
            map(json, map);
        } else {
            throw new IllegalArgumentException(
                    "not expressible as JSON: " + value.getClass().getName());
        }
    }

    private static void record(JsonGenerator json, Record record) throws IOException {
        RecordShape shape = RecordShape.of(record.getClass());
        json.writeStartObject();
        for (int i = 0; i < shape.size(); i++) {
            Object value = shape.get(record, i);
            if (value != null) {
                json.writeFieldName(shape.name(i));
                value(json, value);
            }
        }
        json.writeEndObject();
    }

    private static void list(JsonGenerator json, Iterable<?> list) throws IOException {
        json.writeStartArray();
        for (Object value : list) {
            value(json, value);
        }
        json.writeEndArray();
    }

    private static void map(JsonGenerator json, Map<?, ?> map) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName(String.valueOf(entry.getKey()));
            value(json, entry.getValue());
        }
        json.writeEndObject();
    }
}
