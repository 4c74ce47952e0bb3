package dev.builderos.gateway.http;

import dev.builderos.gateway.api.ProblemDetails;
import dev.builderos.gateway.config.GatewaySettings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stands before everything this process answers over HTTP, whatever part of it the path belongs to. */
@ApplicationScoped
class Guard {
    private static final int BEFORE_ALL_OTHERS = 10_000;

    private final Admission admission;

    Guard(GatewaySettings settings) {
        this.admission = new Admission(token(settings.tokenFile()), settings.bodyBytes());
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, BEFORE_ALL_OTHERS);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        var verdict = admission.judge(new Admission.Asked(
                context.normalizedPath(),
                request.getHeader(HttpHeaders.HOST),
                request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader(HttpHeaders.AUTHORIZATION),
                request.getHeader(HttpHeaders.CONTENT_LENGTH)));
        switch (verdict) {
            case Admission.Admitted admitted -> {
                context.response()
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .putHeader("Cache-Control", "no-store");
                context.next();
            }
            case Admission.Refused refused -> refuse(context.response(), refused);
        }
    }

    private static void refuse(HttpServerResponse response, Admission.Refused refused) {
        ProblemDetails problem = Problems.details(refused.status(), refused.code(), refused.detail());
        if (refused.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.setStatusCode(refused.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, "close")
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
