package dev.builderos.contracts;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;

/** Writes an instant as {@link Instant#toString} does, several times faster: every log line has one. */
public final class InstantText extends JsonSerializer<Instant> {
    private static final long DAY = 24L * 60 * 60;
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final int LENGTH = "2026-01-01T00:00:00.123Z".length();

    @Override
    public void serialize(Instant instant, JsonGenerator json, SerializerProvider serializers) throws IOException {
        json.writeString(of(instant));
    }

    /** In the form of ISO 8601, in UTC. */
    public static String of(Instant instant) {
        int nanos = instant.getNano();
        long second = instant.getEpochSecond();
        if (nanos % 1_000_000 != 0 || nanos == 0 || second < FIRST || second > LAST) {
            return instant.toString();
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(second, DAY));
        int ofDay = (int) Math.floorMod(second, DAY);
        char[] text = new char[LENGTH];
        digits(text, 0, 4, day.getYear());
        text[4] = '-';
        digits(text, 5, 2, day.getMonthValue());
        text[7] = '-';
        digits(text, 8, 2, day.getDayOfMonth());
        text[10] = 'T';
        digits(text, 11, 2, ofDay / 3600);
        text[13] = ':';
        digits(text, 14, 2, ofDay / 60 % 60);
        text[16] = ':';
        digits(text, 17, 2, ofDay % 60);
        text[19] = '.';
        digits(text, 20, 3, nanos / 1_000_000);
        text[23] = 'Z';
        return new String(text);
    }

    private static void digits(char[] text, int from, int count, int value) {
        int rest = value;
        for (int at = from + count - 1; at >= from; at--) {
            text[at] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
