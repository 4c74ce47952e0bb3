package dev.builderos.connectors.verify;

import dev.builderos.connectors.InvalidArguments;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** An address on this machine. */
final class LoopbackUrl {
    private static final Pattern LOOPBACK_4 = Pattern.compile("127(?:\\.(?:0|[1-9]\\d{0,2})){3}");
    private static final int LONGEST = 2000;

    private LoopbackUrl() {}

    /**
     * Reads the address.
     *
     * @throws InvalidArguments when it is not http or https, or not certainly on this machine
     */
    static URI parse(String text) {
        URI uri = uri(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new InvalidArguments("`url` must be like http://127.0.0.1:8080/health, without a user: " + text);
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean loopback = host.equals("localhost") || host.equals("[::1]") || isLoopback4(host);
        if (!loopback) {
            throw new InvalidArguments("`url` must be on this machine (localhost, 127.0.0.1 or [::1]); "
                    + "checks of other hosts are not offered: " + host);
        }
        return uri;
    }

    private static boolean isLoopback4(String host) {
        if (!LOOPBACK_4.matcher(host).matches()) {
            return false;
        }
        for (String part : host.split("\\.", -1)) {
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static URI uri(String text) {
        try {
            if (text.length() <= LONGEST) {
                return new URI(text);
            }
        } catch (URISyntaxException malformed) {
            throw new InvalidArguments("`url` is not an address: " + malformed.getReason());
        }
        throw new InvalidArguments("`url` must have at most " + LONGEST + " characters");
    }
}
