package dev.builderos.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests reach the resources of a laptop server: those from this machine, that say so, and that show the
 * token, or come from a page of this server with its session. A web page in the user's browser can send requests here too,
 * under a name of its own that it lets point here; it cannot choose {@code Host} and {@code Origin}. A page of another port of
 * this machine is another's page: the browser sends it our cookie and us its requests, but it has no key of a session.
 */
final class Admission {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:/\\[\\]]+)(:[0-9]{1,5})?");
    private static final Pattern ORIGIN = Pattern.compile("https?://(.+)");
    private static final String BEARER = "bearer ";

    /** What changes nothing. A browser says {@code Origin} with all others. */
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

    /** Where providers send webhooks. They show no token but a signature, and come by whatever name this server has for them. */
    private static final Pattern HOOK = Pattern.compile("/v1/hooks/hk_[A-Za-z0-9_-]{32}");

    private static final String SESSIONS = "/v1/sessions";
    private static final String SESSION_LINKS = "/v1/session-links";

    private final byte[] token;
    private final long bodyBytes;
    private final BiPredicate<String, String> sessions;

    /**
     * @param token what callers show
     * @param bodyBytes no body may be longer
     * @param sessions whether what a cookie holds and the key of a page belong to one open session
     */
    Admission(String token, long bodyBytes, BiPredicate<String, String> sessions) {
        if (token.length() < 32) {
            throw new IllegalArgumentException("the token is too short to be one");
        }
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.bodyBytes = bodyBytes;
        this.sessions = sessions;
    }

    /**
     * What a request says of itself before its body is read.
     *
     * @param fetchSite how the page that asks is related to this server, in the words of its browser
     * @param cookie what the cookie of a session holds
     * @param key what the page of a session shows
     */
    record Asked(
            String method,
            String path,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String authorization,
            @Nullable String contentLength,
            @Nullable String fetchSite,
            @Nullable String cookie,
            @Nullable String key) {}

    sealed interface Verdict {}

    /** The request goes on. */
    record Admitted() implements Verdict {}

    /** The request is answered with this and goes no further. */
    record Refused(int status, String code, String detail) implements Verdict {}

    Verdict judge(Asked asked) {
        if (asked.method().equals("POST") && HOOK.matcher(asked.path()).matches()) {
            return isTooLong(asked.contentLength(), HookResource.LARGEST_BODY)
                    ? tooLarge(HookResource.LARGEST_BODY)
                    : new Admitted();
        }
        if (asked.host() == null || !isLoopback(asked.host())) {
            return new Refused(403, "request.foreign-host", "this server answers under a loopback name only");
        }
        if (asked.origin() != null && !isLoopbackOrigin(asked.origin())) {
            return new Refused(403, "request.foreign-origin", "this server answers pages of this machine only");
        }
        if (isTooLong(asked.contentLength(), bodyBytes)) {
            return tooLarge(bodyBytes);
        }
        if (isOpen(asked)) {
            return new Admitted();
        }
        if (asked.authorization() != null) {
            return showsToken(asked.authorization()) ? new Admitted() : unauthenticated();
        }
        if (asked.path().equals(SESSIONS) && asked.method().equals("POST")) {
            return isOwnPage(asked) ? new Admitted() : foreignPage();
        }
        return asked.cookie() == null ? unauthenticated() : judgeSession(asked, asked.cookie());
    }

    private Verdict judgeSession(Asked asked, String cookie) {
        if (!isOwnPage(asked)) {
            return foreignPage();
        }
        if (asked.key() == null || !sessions.test(cookie, asked.key())) {
            return new Refused(401, "session.over", "this session is over; open another one with `builderos open`");
        }
        if (!asked.path().startsWith("/v1/") || asked.path().equals(SESSION_LINKS)) {
            return new Refused(403, "session.token-needed", "this takes the token of the server, not a session");
        }
        return new Admitted();
    }

    private static Refused unauthenticated() {
        return new Refused(401, "request.unauthenticated", "show the token of this server as a bearer token");
    }

    private static Refused foreignPage() {
        return new Refused(403, "request.foreign-page", "a session is for the pages of this server only");
    }

    /**
     * Whether the life and readiness of the process are asked for, which are no secret, or the files of the console, which hold
     * nothing but itself.
     */
    private static boolean isOpen(Asked asked) {
        return asked.path().equals("/q/health/live")
                || asked.path().equals("/q/health/ready")
                || (SAFE_METHODS.contains(asked.method()) && ConsolePages.serves(asked.path()));
    }

    /** Whether the browser says that a page of this very server asks, its port included. */
    private static boolean isOwnPage(Asked asked) {
        String origin = asked.origin();
        String site = asked.fetchSite();
        boolean said = origin != null || (site != null && SAFE_METHODS.contains(asked.method()));
        return said
                && (origin == null || origin.equals("http://" + asked.host()))
                && (site == null || site.equals("same-origin"));
    }

    private static boolean isLoopback(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
        return matcher.matches() && LOOPBACK.contains(matcher.group(1));
    }

    private static boolean isLoopbackOrigin(String origin) {
        Matcher matcher = ORIGIN.matcher(origin);
        return matcher.matches() && isLoopback(matcher.group(1));
    }

    private static Refused tooLarge(long most) {
        return new Refused(413, "request.too-large", "a request body has at most " + most + " bytes");
    }

    private static boolean isTooLong(@Nullable String contentLength, long most) {
        return contentLength != null && (!contentLength.matches("[0-9]{1,15}") || Long.parseLong(contentLength) > most);
    }

    private boolean showsToken(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        byte[] shown = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, shown);
    }
}
