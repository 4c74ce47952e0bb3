package dev.builderos.formats;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The written forms of names and durations, as regular expressions that Java and JSON Schema (ECMA-262) read alike. None has
 * an unbounded group, so that no text makes the matcher recurse without end.
 */
final class Words {
    /** A project, environment, agent, step or desk. */
    static final String NAME = "[a-z][a-z0-9_-]{0,62}";

    /** A key that a program reads: an input, an output. */
    static final String KEY = "[A-Za-z_][A-Za-z0-9_]{0,62}";

    static final String SECRET = "[A-Z][A-Z0-9_]{0,62}";
    static final String SECRET_REFERENCE = "\\$\\{secrets\\." + SECRET + "\\}";
    static final String PROMPT_NAME = "[a-z][a-z0-9-]{0,62}(?:/[a-z][a-z0-9-]{0,62}){1,3}";

    /** A part of a version; it fits an int. */
    static final String NUMBER = "(?:0|[1-9][0-9]{0,8})";

    static final String VERSION = NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:[-+][0-9A-Za-z.+-]{1,50})?";

    /** An action or tool of a connector: {@code git.pull_request}. */
    static final String EFFECT = "[a-z][a-z0-9_]{0,62}(?:\\.[a-z][a-z0-9_]{0,62}){1,3}";

    /** An effect, all effects of a connector ({@code memory.*}), or every effect ({@code *}). */
    static final String EFFECT_PATTERN =
            "(?:\\*|[a-z][a-z0-9_]{0,62}(?:\\.[a-z][a-z0-9_]{0,62}){0,2}\\.(?:\\*|[a-z][a-z0-9_]{0,62}))";

    /** A host, or every host below one: {@code *.internal.example.com}; a port may follow. */
    static final String HOST =
            "(?:(?:\\*\\.)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\\.[A-Za-z0-9][A-Za-z0-9-]{0,62}){0,20}"
                    + "|\\[[0-9A-Fa-f:]{2,39}])(?::[0-9]{1,5})?";

    /** A header of HTTP, in the text of which stands for a secret what {@link AgentGrant.Injection#SECRET} is. */
    static final String HEADER = "[A-Za-z][A-Za-z0-9-]{0,62}: ?[ -#%-~]{0,200}\\$\\{secret}[ -#%-~]{0,200}";

    /** A relative path that stays below its root, with {@code /} between the parts. */
    static final String PATH = "(?!/)(?!.*(?:^|/)\\.\\.(?:/|$))[^\\\\\\u0000-\\u001f]{1,400}";

    static final String DURATION =
            "(?=[0-9])(?:[0-9]{1,4}d)?(?:[0-9]{1,5}h)?(?:[0-9]{1,6}m)?(?:[0-9]{1,7}s)?(?:[0-9]{1,9}ms)?";

    /** {@code 512 KB}, {@code 20 MB}. */
    static final String SIZE = "[1-9][0-9]{0,5} ?(?:KB|MB|GB)";

    private static final Pattern DURATION_PARTS = Pattern.compile(
            "(?=[0-9])(?:([0-9]{1,4})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,7})s)?(?:([0-9]{1,9})ms)?");

    private Words() {}

    /** {@code 30s}, {@code 5m}, {@code 1h30m}; more than nothing. */
    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION_PARTS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ofDays(number(matcher.group(1)))
                .plusHours(number(matcher.group(2)))
                .plusMinutes(number(matcher.group(3)))
                .plusSeconds(number(matcher.group(4)))
                .plusMillis(number(matcher.group(5)));
        return sum.isPositive() ? Optional.of(sum) : Optional.empty();
    }

    /** In bytes; 1 KB is 1,024 of them. */
    static Optional<Long> size(String text) {
        long number = Long.parseLong(text.substring(0, text.length() - 2).strip());
        return switch (text.substring(text.length() - 2)) {
            case "KB" -> Optional.of(number << 10);
            case "MB" -> Optional.of(number << 20);
            case "GB" -> Optional.of(number << 30);
            default -> Optional.empty();
        };
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
