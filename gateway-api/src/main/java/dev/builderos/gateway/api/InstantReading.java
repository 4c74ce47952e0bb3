package dev.builderos.gateway.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** Reads instants from ISO-8601 text, which is the only form the server writes. */
final class InstantReading extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
        try {
            return InstantText.parse(json.getText());
        } catch (DateTimeException e) {
            return (Instant) context.handleWeirdStringValue(Instant.class, json.getText(), "not an instant");
        }
    }
}
