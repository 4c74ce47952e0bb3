package dev.builderos.gateway.api;

import java.time.Instant;
import java.time.LocalDate;

/** Reads instants in the form the server writes most of them, {@code 2026-01-01T00:00:00.123Z}, several times faster. */
final class InstantText {
    private static final String FORM = "dddd-dd-ddTdd:dd:dd.dddZ";

    private InstantText() {}

    /**
     * Reads an instant.
     *
     * @throws java.time.format.DateTimeParseException when it is none
     */
    static Instant parse(String text) {
        if (!usual(text)) {
            return Instant.parse(text);
        }
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text);
        }
        long days = LocalDate.of(number(text, 0, 4), month, day).toEpochDay();
        return Instant.ofEpochMilli(
                (days * 86_400 + hour * 3_600L + minute * 60L + second) * 1_000 + number(text, 20, 23));
    }

    private static boolean usual(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char there = text.charAt(i);
            char wanted = FORM.charAt(i);
            if (wanted == 'd' ? there < '0' || there > '9' : there != wanted) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (text.charAt(i) - '0');
        }
        return number;
    }
}
