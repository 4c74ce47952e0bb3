package dev.builderos.gateway.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a browser's session. Browsers do not keep cookies of ports apart, so its name has the port in it: two servers of
 * one machine leave each other's alone.
 */
final class SessionCookie {
    /** What a page shows besides the cookie; no page of another origin can, as nothing here answers their preflights. */
    static final String KEY_HEADER = "X-BuilderOS-Key";

    private static final String PATH = "/v1";

    private SessionCookie() {}

    static @Nullable String of(HttpServerRequest request) {
        Cookie cookie = request.getCookie(name(request));
        return cookie == null ? null : cookie.getValue();
    }

    static NewCookie holding(HttpServerRequest request, String secret) {
        return cookie(request).value(secret).build();
    }

    /** Takes it away. */
    static NewCookie none(HttpServerRequest request) {
        return cookie(request).value("").maxAge(0).build();
    }

    private static NewCookie.Builder cookie(HttpServerRequest request) {
        return new NewCookie.Builder(name(request)).path(PATH).httpOnly(true).sameSite(NewCookie.SameSite.STRICT);
    }

    private static String name(HttpServerRequest request) {
        return "builderos_session_" + request.localAddress().port();
    }
}
