package dev.builderos.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/**
 * The same JSON as {@link GatewayJson}, for programs that are over after a few values: records are read and written by their
 * components. Getting an {@code ObjectMapper} ready takes longer than most commands have; for many values it is the faster
 * one. Knows what records of this interface are made of: records, enums, text, numbers, flags, instants, durations, lists,
 * maps, and free values.
 */
public final class RecordJson {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(GatewayJson.MAX_NESTING)
                    .maxStringLength(GatewayJson.MAX_TEXT)
                    .build())
            .build();

    private RecordJson() {}

    /**
     * Reads a value of a fixed type.
     *
     * @throws IOException when the bytes are not JSON of that type
     */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            T value = type.cast(RecordReading.value(parser, type));
            if (value == null) {
                throw new IOException("expected " + type.getSimpleName() + ", got null");
            }
            return value;
        }
    }

    public static byte[] write(Object value) {
        return write(value, json -> json);
    }

    /** The same on several lines, for people. */
    public static byte[] pretty(Object value) {
        return write(value, JsonGenerator::useDefaultPrettyPrinter);
    }

    private static byte[] write(Object value, UnaryOperator<JsonGenerator> form) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = form.apply(FACTORY.createGenerator(bytes))) {
            RecordWriting.value(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
