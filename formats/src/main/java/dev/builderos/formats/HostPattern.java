package dev.builderos.formats;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts are meant: one ({@code api.example.com}), all below a name ({@code *.example.com}), or one address
 * ({@code 10.0.0.5}, {@code [fd00::5]}). With a port, that port only; without one, the port that the scheme has by itself.
 *
 * @param text as written, in lower case
 * @param host the name or address, of a pattern for many the name they are below
 * @param many whether all hosts below the name are meant, and not the name itself
 */
public record HostPattern(
        String text, String host, boolean many, @Nullable Integer port) {
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + "){0,20}");
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern ADDRESS_6 = Pattern.compile("\\[[0-9a-f:]{2,39}]");
    /** What programs take for an address, though it is written in no usual way: {@code 127.1}, {@code 0x7f000001}. */
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int LAST_PORT = 65_535;

    /** Nothing when the text means no host. */
    public static Optional<HostPattern> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        Integer port = null;
        String host = lower;
        if (colon > lower.lastIndexOf(']')) {
            port = port(lower.substring(colon + 1));
            host = lower.substring(0, colon);
            if (port == null) {
                return Optional.empty();
            }
        }
        boolean many = host.startsWith("*.");
        String name = many ? host.substring(2) : host;
        boolean address =
                ADDRESS.matcher(name).matches() || ADDRESS_6.matcher(name).matches();
        boolean named =
                NAME.matcher(name).matches() && !NUMBER_AT_END.matcher(name).matches();
        return named || (address && !many) ? Optional.of(new HostPattern(lower, name, many, port)) : Optional.empty();
    }

    private static @Nullable Integer port(String digits) {
        if (!digits.matches("[0-9]{1,5}")) {
            return null;
        }
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= LAST_PORT ? port : null;
    }

    /** Whether one address is meant, and so the very place that is reached. */
    public boolean isAddress() {
        return host.startsWith("[") || ADDRESS.matcher(host).matches();
    }

    /** Whether the machine itself is meant, by the names that every program knows: for a command, its own sandbox. */
    public boolean isOwnLoopback() {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    /**
     * Whether a request is meant.
     *
     * @param scheme {@code http} or {@code https}
     * @param reached in its canonical form: lower case, ASCII, no dot at the end, an IPv6 address in brackets
     */
    public boolean matches(String scheme, String reached, int reachedPort) {
        return names(reached) && reachedPort == (port == null ? ownPort(scheme) : port);
    }

    /** Whether a host is meant, on whatever port. */
    public boolean names(String reached) {
        return many ? reached.endsWith("." + host) && reached.length() > host.length() + 1 : reached.equals(host);
    }

    private static int ownPort(String scheme) {
        return switch (scheme) {
            case "http" -> HTTP;
            case "https" -> HTTPS;
            default -> -1;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
