package dev.builderos.gateway.http;

import dev.builderos.gateway.api.ProblemDetails;
import dev.builderos.gateway.config.GatewaySettings;
import dev.builderos.gateway.usecase.Sessions;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Stands before everything this process answers over HTTP, whatever part of it the path belongs to. */
@ApplicationScoped
class Guard {
    private static final int BEFORE_ALL_OTHERS = 10_000;

    private final Admission admission;

    Guard(GatewaySettings settings, Sessions sessions) {
        this.admission = new Admission(token(settings.tokenFile()), settings.bodyBytes(), sessions::admits);
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, BEFORE_ALL_OTHERS);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        var verdict = admission.judge(new Admission.Asked(
                request.method().name(),
                context.normalizedPath(),
                host(request),
                request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader(HttpHeaders.AUTHORIZATION),
                request.getHeader(HttpHeaders.CONTENT_LENGTH),
                request.getHeader("Sec-Fetch-Site"),
                SessionCookie.of(request),
                request.getHeader(SessionCookie.KEY_HEADER)));
        switch (verdict) {
            case Admission.Admitted admitted -> {
                context.response()
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .putHeader("Cache-Control", "no-store")
                        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
                context.next();
            }
            case Admission.Refused refused -> refuse(request, refused);
        }
    }

    /** What HTTP/1 says in {@code Host}, HTTP/2 says in {@code :authority}; a client that upgrades changes from one to the other. */
    private static @Nullable String host(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return request.getHeader(HttpHeaders.HOST);
        }
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.toString();
    }

    private static void refuse(HttpServerRequest request, Admission.Refused refused) {
        HttpServerResponse response = request.response();
        ProblemDetails problem = Problems.details(refused.status(), refused.code(), refused.detail());
        if (refused.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        response.setStatusCode(refused.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .end(Problems.text(problem));
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway's token file cannot be read: " + file, e);
        }
    }
}
