package dev.builderos.connectors.verify;

import dev.builderos.connectors.InvalidArguments;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as written in pipelines: {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 500ms}. */
final class Span {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,6})s)?(?:(\\d{1,9})ms)?");

    private Span() {}

    /**
     * Reads a duration.
     *
     * @throws InvalidArguments when it is none, or not more than nothing, or more than the most
     */
    static Duration parse(String name, String text, Duration most) {
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            throw new InvalidArguments("`" + name + "` must be a duration such as 30s, 5m or 1h30m: " + text);
        }
        Duration duration = Duration.ofHours(number(found.group(1)))
                .plusMinutes(number(found.group(2)))
                .plusSeconds(number(found.group(3)))
                .plusMillis(number(found.group(4)));
        if (!duration.isPositive() || duration.compareTo(most) > 0) {
            throw new InvalidArguments(
                    "`" + name + "` must be more than nothing and at most " + write(most) + ": " + text);
        }
        return duration;
    }

    /** The one written form of a duration. */
    static String write(Duration duration) {
        var text = new StringBuilder();
        part(text, duration.toHours(), "h");
        part(text, duration.toMinutesPart(), "m");
        part(text, duration.toSecondsPart(), "s");
        part(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void part(StringBuilder text, long value, String unit) {
        if (value > 0) {
            text.append(value).append(unit);
        }
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
