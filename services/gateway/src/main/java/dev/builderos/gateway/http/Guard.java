package dev.builderos.gateway.http;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.gateway.api.ProblemDetails;
import dev.builderos.gateway.config.GatewaySettings;
import dev.builderos.gateway.usecase.Identities;
import dev.builderos.gateway.usecase.Identity;
import dev.builderos.gateway.usecase.Principal;
import dev.builderos.gateway.usecase.Sessions;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
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
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Stands before everything this process answers over HTTP, whatever part of it the path belongs to. */
@ApplicationScoped
class Guard {
    private static final Logger LOG = Logger.getLogger(Guard.class);
    private static final int BEFORE_ALL_OTHERS = 10_000;

    /** Codes that say that whoever asks is nobody. */
    private static final Set<String> NOBODY = Set.of(Identities.UNAUTHENTICATED, "token.not-in-force");

    private static final String ORG = "BuilderOS-Org";

    private final Admission admission;
    private final Identities identities;
    private final Sessions sessions;

    Guard(GatewaySettings settings, Sessions sessions, Identities identities) {
        this.admission = new Admission(
                token(settings.tokenFile()),
                settings.metricsTokenFile().map(Guard::token),
                settings.bodyBytes(),
                settings.publicUrl(),
                sessions::whose);
        this.identities = identities;
        this.sessions = sessions;
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
            case Admission.Open open -> goOn(context);
            case Admission.Admitted admitted -> {
                endWithSession(context);
                goOnAs(context, identities.of(admitted.principal(), request.getHeader(ORG)));
            }
            case Admission.Bearing bearing ->
                goOnAs(context, identities.bearer(bearing.token(), request.getHeader(ORG)));
            case Admission.Refused refused -> refuse(request, refused);
        }
    }

    /** What a page of the console reads for as long as it is open ends when its session does. */
    private void endWithSession(RoutingContext context) {
        HttpServerRequest request = context.request();
        String cookie = SessionCookie.of(request);
        if (cookie == null
                || request.getHeader(HttpHeaders.AUTHORIZATION) != null
                || !HttpMethod.GET.equals(request.method())) {
            return;
        }
        Context eventLoop = context.vertx().getOrCreateContext();
        Runnable over = sessions.reading(
                cookie, () -> eventLoop.runOnContext(now -> request.response().reset()));
        context.addEndHandler(ended -> over.run());
    }

    private static void goOn(RoutingContext context) {
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
        context.next();
    }

    /** Nothing more of the request is read until it is known whom it is from. */
    private static void goOnAs(RoutingContext context, Uni<Identity> identity) {
        HttpServerRequest request = context.request();
        Context eventLoop = context.vertx().getOrCreateContext();
        request.pause();
        identity.subscribe()
                .with(
                        known -> eventLoop.runOnContext(now -> {
                            request.resume();
                            if (isOfTheProcess(context.normalizedPath())
                                    && !(known.principal() instanceof Principal.Operator)) {
                                refuse(
                                        request,
                                        new Admission.Refused(
                                                403,
                                                Rights.NOT_PERMITTED,
                                                "this is for whoever has the token of the server"));
                                return;
                            }
                            RequestCaller.put(context, known);
                            goOn(context);
                        }),
                        failure -> eventLoop.runOnContext(now -> {
                            request.resume();
                            refuse(request, refusal(failure));
                        }));
    }

    /** What tells of the process and of all orgs at once, its metrics for example. */
    private static boolean isOfTheProcess(String path) {
        return !path.startsWith("/v1/");
    }

    private static Admission.Refused refusal(Throwable failure) {
        if (!(failure instanceof ContractException known)) {
            LOG.error("whom a request is from cannot be found out", failure);
            return new Admission.Refused(500, "internal", "the server's log says why");
        }
        ContractError error = known.error();
        int status = NOBODY.contains(error.code()) ? 401 : Problems.status(error);
        return new Admission.Refused(status, error.code(), error.message());
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
