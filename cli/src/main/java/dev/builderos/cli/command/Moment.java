package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A time as people write it: so long ago, or exactly. */
final class Moment {
    static final String HELP = "`30m`, `2h` or `3d` ago, or a time such as 2026-11-22T10:00:00Z.";

    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhdw])");

    private Moment() {}

    /** The time that an option gives; null for none. */
    static @Nullable Instant read(@Nullable String text, InstantSource clock, String option) {
        if (text == null) {
            return null;
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return clock.instant().minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new CliFailure(ExitCode.USAGE, option + " does not know `" + text + "`; it takes " + HELP);
        }
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            case "w" -> Duration.ofDays(7);
            default -> throw new IllegalArgumentException(letter);
        };
    }
}
