package dev.builderos.gateway.http;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parts of a request, checked; what makes no sense is refused with 400. */
final class Params {
    static final int PAGE = 50;
    static final int LARGEST_PAGE = 200;

    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_WAIT_SECONDS = 300;

    private Params() {}

    static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw invalid("`" + name + "` is missing");
        }
        return value;
    }

    static int limit(@Nullable String text, int otherwise, int largest) {
        return limit(text, otherwise, largest, "limit");
    }

    static int limit(@Nullable String text, int otherwise, int largest, String name) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > largest) {
            throw invalid("`" + name + "` is a number from 1 to " + largest);
        }
        return Integer.parseInt(text);
    }

    /** A number of an item that the caller has; 0 when it says nothing. */
    static long after(@Nullable String text, String name) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw invalid("`" + name + "` is a number from 0 on");
        }
        return Long.parseLong(text);
    }

    /** How long the answer may take, as {@code 30s}; zero when it says nothing. */
    static Duration wait(@Nullable String text) {
        if (text == null) {
            return Duration.ZERO;
        }
        if (!text.matches("[0-9]{1,3}s") || Integer.parseInt(text, 0, text.length() - 1, 10) > LONGEST_WAIT_SECONDS) {
            throw invalid("`wait` is a number of seconds such as 30s, at most " + LONGEST_WAIT_SECONDS + "s");
        }
        return Duration.ofSeconds(Integer.parseInt(text, 0, text.length() - 1, 10));
    }

    /** Off when it is not said. */
    static boolean flag(@Nullable String text, String name) {
        return switch (text) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid("`" + name + "` is true or false");
        };
    }

    static <E extends Enum<E>> @Nullable E choice(@Nullable String text, Class<E> type, String name) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> noSuchChoice(type, name));
    }

    /** What may be chosen, as it is written; in capitals it is understood too. */
    static ContractException noSuchChoice(Class<?> type, String name) {
        return invalid("`" + name + "` is one of "
                + Arrays.stream(type.getEnumConstants())
                        .map(value -> value.toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    /** Several of them, with commas between; none when it says nothing. */
    static <E extends Enum<E>> List<E> choices(@Nullable String text, Class<E> type, String name) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(each -> required(choice(each.strip(), type, name), name))
                        .toList();
    }

    static @Nullable String text(@Nullable String text, int longest, String name) {
        if (text != null && text.length() > longest) {
            throw invalid("`" + name + "` has at most " + longest + " characters");
        }
        return text;
    }

    static @Nullable Instant instant(@Nullable String text, String name) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw invalid("`" + name + "` is a time such as 2026-11-22T10:00:00Z");
        }
    }

    static @Nullable String idempotencyKey(@Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw invalid("`Idempotency-Key` has 1 to " + LONGEST_KEY + " characters");
        }
        return key;
    }

    private static ContractException invalid(String message) {
        return new ContractException("request.invalid", ErrorCategory.INVALID, message);
    }
}
