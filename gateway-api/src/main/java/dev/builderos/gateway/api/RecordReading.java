package dev.builderos.gateway.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the value a parser stands at, and leaves the parser at its last token. */
final class RecordReading {
    private RecordReading() {}

    static @Nullable Object value(JsonParser json, Type type) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return absent(type);
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class ? list(json, arguments[0]) : map(json, arguments[1]);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return text(json, plain);
        } else if (plain == int.class || plain == Integer.class) {
            return whole(json, plain).getIntValue();
        } else if (plain == long.class || plain == Long.class) {
            return whole(json, plain).getLongValue();
        } else if (plain == boolean.class || plain == Boolean.class) {
            return flag(json, plain);
        } else if (plain == Instant.class || plain == Duration.class) {
            return time(text(json, plain), plain);
        } else if (plain.isEnum()) {
            return choice(text(json, plain), plain);
        } else if (plain.isRecord()) {
            return record(json, plain);
        } else if (plain == JsonNode.class) {
            return GatewayJson.mapper().readTree(json);
        }
        return free(json);
    }

    /** What stands for a value that is null or not there. */
    private static @Nullable Object absent(Type type) throws IOException {
        if (type instanceof Class<?> plain && plain.isPrimitive()) {
            throw new IOException("a " + plain.getName() + " is missing");
        }
        return null;
    }

    private static Object record(JsonParser json, Class<?> type) throws IOException {
        expect(json, JsonToken.START_OBJECT, type);
        RecordShape shape = RecordShape.of(type);
        @Nullable Object[] values = new Object[shape.size()];
        boolean[] given = new boolean[shape.size()];
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            int index = shape.index(json.currentName());
            json.nextToken();
            if (index < 0) {
                json.skipChildren();
            } else {
                values[index] = value(json, shape.type(index));
                given[index] = true;
            }
        }
        for (int i = 0; i < given.length; i++) {
            if (!given[i]) {
                values[i] = absent(shape.type(i));
            }
        }
        try {
            return shape.make(values);
        } catch (InvocationTargetException e) {
            throw new IOException("not a " + type.getSimpleName(), e.getCause());
        }
    }

    private static List<@Nullable Object> list(JsonParser json, Type element) throws IOException {
        expect(json, JsonToken.START_ARRAY, List.class);
        List<@Nullable Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(json, element));
        }
        return values;
    }

    private static Map<String, @Nullable Object> map(JsonParser json, Type element) throws IOException {
        expect(json, JsonToken.START_OBJECT, Map.class);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            values.put(name, value(json, element));
        }
        return values;
    }

    private static @Nullable Object free(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return map(json, Object.class);
        } else if (token == JsonToken.START_ARRAY) {
            return list(json, Object.class);
        } else if (token == JsonToken.VALUE_STRING) {
            return json.getText();
        } else if (token.isNumeric()) {
            return json.getNumberValue();
        }
        return flag(json, Boolean.class);
    }

    private static JsonParser whole(JsonParser json, Class<?> type) throws IOException {
        expect(json, JsonToken.VALUE_NUMBER_INT, type);
        return json;
    }

    private static boolean flag(JsonParser json, Class<?> type) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_TRUE) {
            expect(json, JsonToken.VALUE_FALSE, type);
        }
        return json.currentToken() == JsonToken.VALUE_TRUE;
    }

    private static String text(JsonParser json, Class<?> type) throws IOException {
        expect(json, JsonToken.VALUE_STRING, type);
        return json.getText();
    }

    private static Object time(String text, Class<?> type) throws IOException {
        try {
            return type == Instant.class ? InstantText.parse(text) : Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IOException("not a time: " + text, e);
        }
    }

    private static Object choice(String text, Class<?> type) throws IOException {
        for (Object choice : type.getEnumConstants()) {
            if (((Enum<?>) choice).name().equals(text)) {
                return choice;
            }
        }
        throw new IOException("no " + type.getSimpleName() + ": " + text);
    }

    private static void expect(JsonParser json, JsonToken expected, Class<?> type) throws IOException {
        if (json.currentToken() != expected) {
            throw new InputCoercionException(json, "expected " + type.getSimpleName(), json.currentToken(), type);
        }
    }
}
