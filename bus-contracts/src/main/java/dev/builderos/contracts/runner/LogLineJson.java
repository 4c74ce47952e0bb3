package dev.builderos.contracts.runner;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.builderos.contracts.InstantText;
import java.io.IOException;
import java.time.Instant;

/** Writes a line as its record says, without reflection: there are hundreds of thousands of them a second. */
final class LogLineJson extends JsonSerializer<LogLine> {
    private static final SerializedString N = new SerializedString("n");
    private static final SerializedString AT = new SerializedString("at");
    private static final SerializedString STREAM = new SerializedString("stream");
    private static final SerializedString TEXT = new SerializedString("text");

    /** Lines that came together have the same time more often than not. */
    private volatile Time last = new Time(Instant.EPOCH);

    private record Time(Instant at, SerializedString text) {
        Time(Instant at) {
            this(at, new SerializedString(InstantText.of(at)));
        }
    }

    @Override
    public void serialize(LogLine line, JsonGenerator json, SerializerProvider serializers) throws IOException {
        json.writeStartObject();
        json.writeFieldName(N);
        json.writeNumber(line.n());
        json.writeFieldName(AT);
        json.writeString(time(line.at()).text());
        json.writeFieldName(STREAM);
        json.writeString(line.stream());
        json.writeFieldName(TEXT);
        json.writeString(line.text());
        json.writeEndObject();
    }

    private Time time(Instant at) {
        Time time = last;
        if (!time.at().equals(at)) {
            time = new Time(at);
            last = time;
        }
        return time;
    }
}
