package dev.builderos.gateway.http;

import dev.builderos.gateway.usecase.Identities;
import dev.builderos.gateway.usecase.Principal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests reach the resources: those for a name of this server, from this machine or from its own pages, that show
 * a token, or come from a page of this server with its session. A web page in the user's browser can send requests here too,
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

    private static final String METRICS = "/q/metrics";

    private static final int SHORTEST_TOKEN = 32;

    private static final String SESSIONS = "/v1/sessions";
    private static final String SESSION_LINKS = "/v1/session-links";

    private static final String SIGN_ON = "/v1/sign-on";

    private final byte[] token;
    private final Optional<byte[]> metricsToken;
    private final long bodyBytes;
    private final Optional<URI> publicUrl;
    private final BiFunction<String, String, Optional<Principal>> sessions;

    /**
     * @param token what the operator of this installation shows
     * @param metricsToken what a collector of metrics shows, which can choose no name for this server
     * @param bodyBytes no body may be longer
     * @param publicUrl under which this server answers besides the names of this machine
     * @param sessions whose session it is that what a cookie holds and the key of a page open together
     */
    Admission(
            String token,
            Optional<String> metricsToken,
            long bodyBytes,
            Optional<URI> publicUrl,
            BiFunction<String, String, Optional<Principal>> sessions) {
        this.token = bytes(token);
        this.metricsToken = metricsToken.map(Admission::bytes);
        this.bodyBytes = bodyBytes;
        this.publicUrl = publicUrl;
        this.sessions = sessions;
    }

    private static byte[] bytes(String token) {
        if (token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException("the token is too short to be one");
        }
        return token.getBytes(StandardCharsets.UTF_8);
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

    /** The request goes on, whoever it is from. */
    record Open() implements Verdict {}

    /** The request goes on if whom it is from may do what it asks. */
    record Admitted(Principal principal) implements Verdict {}

    /** The request goes on if this is a token that stands for somebody who may do what it asks. */
    record Bearing(String token) implements Verdict {
        @Override
        public String toString() {
            return "Bearing";
        }
    }

    /** The request is answered with this and goes no further. */
    record Refused(int status, String code, String detail) implements Verdict {}

    Verdict judge(Asked asked) {
        if (asked.method().equals("POST") && HOOK.matcher(asked.path()).matches()) {
            return isTooLong(asked.contentLength(), HookResource.LARGEST_BODY)
                    ? tooLarge(HookResource.LARGEST_BODY)
                    : new Open();
        }
        if (isForMetrics(asked)) {
            return new Open();
        }
        if (asked.host() == null || !isOurs(asked.host())) {
            return new Refused(403, "request.foreign-host", "this server answers under a loopback name only");
        }
        if (asked.origin() != null && !isFromHere(asked.origin())) {
            return new Refused(403, "request.foreign-origin", "this server answers pages of this machine only");
        }
        if (isTooLong(asked.contentLength(), bodyBytes)) {
            return tooLarge(bodyBytes);
        }
        if (isOpen(asked)) {
            return new Open();
        }
        if (asked.authorization() != null) {
            return judgeToken(asked.authorization());
        }
        if (asked.path().equals(SESSIONS) && asked.method().equals("POST")) {
            return isOwnPage(asked) ? new Open() : foreignPage();
        }
        return asked.cookie() == null ? unauthenticated() : judgeSession(asked, asked.cookie());
    }

    private Verdict judgeSession(Asked asked, String cookie) {
        if (!isOwnPage(asked)) {
            return foreignPage();
        }
        Optional<Principal> whose = asked.key() == null ? Optional.empty() : sessions.apply(cookie, asked.key());
        if (whose.isEmpty()) {
            return new Refused(401, "session.over", "this session is over; open another one with `builderos open`");
        }
        if (!asked.path().startsWith("/v1/") || asked.path().equals(SESSION_LINKS)) {
            return new Refused(403, "session.token-needed", "this takes the token of the server, not a session");
        }
        return new Admitted(whose.get());
    }

    private static Refused unauthenticated() {
        return new Refused(401, Identities.UNAUTHENTICATED, "show the token of this server as a bearer token");
    }

    private static Refused foreignPage() {
        return new Refused(403, "request.foreign-page", "a session is for the pages of this server only");
    }

    /**
     * Whether the life and readiness of the process are asked for, which are no secret, or the files of the console, which hold
     * nothing but itself, or how people sign on.
     */
    private static boolean isOpen(Asked asked) {
        return asked.path().equals("/q/health/live")
                || asked.path().equals("/q/health/ready")
                || (SAFE_METHODS.contains(asked.method()) && isOpenPath(asked.path()));
    }

    private static boolean isOpenPath(String path) {
        return ConsolePages.serves(path) || path.equals(SIGN_ON) || path.startsWith(SIGN_ON + "/");
    }

    /** Whether the browser says that a page of this very server asks, its port included. */
    private boolean isOwnPage(Asked asked) {
        String origin = asked.origin();
        String site = asked.fetchSite();
        boolean said = origin != null || (site != null && SAFE_METHODS.contains(asked.method()));
        return said
                && (origin == null || isOriginOf(origin, asked.host()))
                && (site == null || site.equals("same-origin"));
    }

    private boolean isOriginOf(String origin, @Nullable String host) {
        return origin.equals("http://" + host)
                || publicUrl
                        .filter(url ->
                                origin.equals(origin(url)) && url.getAuthority().equals(host))
                        .isPresent();
    }

    private boolean isOurs(String authority) {
        return isLoopback(authority)
                || publicUrl
                        .filter(url -> authority.equalsIgnoreCase(url.getAuthority()))
                        .isPresent();
    }

    private boolean isFromHere(String origin) {
        return isLoopbackOrigin(origin)
                || publicUrl.filter(url -> origin.equalsIgnoreCase(origin(url))).isPresent();
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getAuthority();
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

    /** A page of a browser that lets its own name point here has no such token. */
    private boolean isForMetrics(Asked asked) {
        return metricsToken.isPresent()
                && asked.path().equals(METRICS)
                && SAFE_METHODS.contains(asked.method())
                && MessageDigest.isEqual(
                        metricsToken.get(), shown(asked.authorization()).getBytes(StandardCharsets.UTF_8));
    }

    /** What is shown as a bearer token; empty when nothing is. */
    private static String shown(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    private Verdict judgeToken(String authorization) {
        String shown = shown(authorization);
        if (shown.isEmpty()) {
            return unauthenticated();
        }
        return MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8))
                ? new Admitted(new Principal.Operator())
                : new Bearing(shown);
    }
}
