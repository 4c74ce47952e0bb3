package dev.builderos.cli.live;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time and counts as people read them. */
public final class Spans {
    private Spans() {}

    public static String duration(Duration span) {
        long millis = Math.max(0, span.toMillis());
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " m " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds / 60 % 60 + " m";
    }

    public static String count(long number) {
        if (number < 1000) {
            return Long.toString(number);
        }
        return number < 1_000_000
                ? String.format(Locale.ROOT, "%.1fk", number / 1000.0)
                : String.format(Locale.ROOT, "%.1fM", number / 1_000_000.0);
    }
}
