package dev.builderos.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests reach the resources of a laptop server: those from this machine, that say so, and that show the
 * token. A web page in the user's browser can send requests here too, under a name of its own that it lets point here; it
 * cannot choose {@code Host} and {@code Origin}.
 */
final class Admission {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:/\\[\\]]+)(:[0-9]{1,5})?");
    private static final Pattern ORIGIN = Pattern.compile("https?://(.+)");
    private static final String BEARER = "bearer ";

    private final byte[] token;
    private final long bodyBytes;

    /**
     * @param token what callers show
     * @param bodyBytes no body may be longer
     */
    Admission(String token, long bodyBytes) {
        if (token.length() < 32) {
            throw new IllegalArgumentException("the token is too short to be one");
        }
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.bodyBytes = bodyBytes;
    }

    /** What a request says of itself before its body is read. */
    record Asked(
            String path,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String authorization,
            @Nullable String contentLength) {}

    sealed interface Verdict {}

    /** The request goes on. */
    record Admitted() implements Verdict {}

    /** The request is answered with this and goes no further. */
    record Refused(int status, String code, String detail) implements Verdict {}

    Verdict judge(Asked asked) {
        if (asked.host() == null || !isLoopback(asked.host())) {
            return new Refused(403, "request.foreign-host", "this server answers under a loopback name only");
        }
        if (asked.origin() != null && !isLoopbackOrigin(asked.origin())) {
            return new Refused(403, "request.foreign-origin", "this server answers pages of this machine only");
        }
        if (isTooLong(asked.contentLength())) {
            return new Refused(413, "request.too-large", "a request body has at most " + bodyBytes + " bytes");
        }
        if (isOpen(asked.path()) || showsToken(asked.authorization())) {
            return new Admitted();
        }
        return new Refused(401, "request.unauthenticated", "show the token of this server as a bearer token");
    }

    /** Whether the process lives and is ready is no secret, and who watches over it has no token. */
    private static boolean isOpen(String path) {
        return path.equals("/q/health/live") || path.equals("/q/health/ready");
    }

    private static boolean isLoopback(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
        return matcher.matches() && LOOPBACK.contains(matcher.group(1));
    }

    private static boolean isLoopbackOrigin(String origin) {
        Matcher matcher = ORIGIN.matcher(origin);
        return matcher.matches() && isLoopback(matcher.group(1));
    }

    private boolean isTooLong(@Nullable String contentLength) {
        return contentLength != null
                && (!contentLength.matches("[0-9]{1,15}") || Long.parseLong(contentLength) > bodyBytes);
    }

    private boolean showsToken(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        byte[] shown = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, shown);
    }
}
