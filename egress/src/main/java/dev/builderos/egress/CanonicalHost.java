package dev.builderos.egress;

import com.google.common.net.InetAddresses;
import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host in the one form that is judged, resolved and dialled. Programs write an address in many ways ({@code 127.1},
 * {@code 0x7f000001}, {@code [::ffff:127.0.0.1]}); whatever is not the usual one is no host here.
 *
 * @param text lower case, ASCII, no dot at the end; an IPv6 address in brackets
 * @param address null for a name
 */
public record CanonicalHost(String text, @Nullable InetAddress address) {
    private static final int LONGEST = 253;
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");

    /** The rule of the WHATWG for URLs: such a host is an address, or nothing. */
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    /** Nothing when the text is no host, or an address in an unusual spelling. */
    public static Optional<CanonicalHost> of(String written) {
        if (written.length() > LONGEST + 2) {
            return Optional.empty();
        }
        String lower = written.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? address(lower) : ascii(lower).flatMap(ascii -> plain(ascii, lower));
    }

    private static Optional<String> ascii(String lower) {
        try {
            // Full stops of other scripts become dots here, and full-width digits digits: what follows sees them.
            String ascii = IDN.toASCII(lower, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            return Optional.of(ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii);
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }

    private static Optional<CanonicalHost> plain(String ascii, String lower) {
        if (NUMBER_AT_END.matcher(ascii).matches()) {
            return ascii.equals(lower) ? address(ascii) : Optional.empty();
        }
        return ascii.length() <= LONGEST && NAME.matcher(ascii).matches()
                ? Optional.of(new CanonicalHost(ascii, null))
                : Optional.empty();
    }

    private static Optional<CanonicalHost> address(String text) {
        // The zone of an IPv6 address: whoever asks if it is one would look for it among the devices of this machine.
        if (text.contains("%") || !InetAddresses.isUriInetAddress(text)) {
            return Optional.empty();
        }
        InetAddress address = InetAddresses.forUriString(text);
        return InetAddresses.toUriString(address).equals(text)
                ? Optional.of(new CanonicalHost(text, address))
                : Optional.empty();
    }

    /** An IPv6 address without its brackets; anything else as it is. */
    String bare() {
        return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
