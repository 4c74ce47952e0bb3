package dev.builderos.gateway.http;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.gateway.api.SignOn;
import dev.builderos.gateway.config.GatewaySettings;
import dev.builderos.gateway.usecase.IdentityProvider;
import dev.builderos.gateway.usecase.Sessions;
import dev.builderos.gateway.usecase.SignOns;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** How people sign on: programs are told where, browsers are led there and back, by code flow with PKCE. */
@Path("/v1/sign-on")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class SignOnResource {
    private static final String COOKIE = "builderos_sign_on";

    private final IdentityProvider provider;
    private final SignOns signOns;
    private final Sessions sessions;
    private final GatewaySettings settings;

    SignOnResource(IdentityProvider provider, SignOns signOns, Sessions sessions, GatewaySettings settings) {
        this.provider = provider;
        this.signOns = signOns;
        this.sessions = sessions;
        this.settings = settings;
    }

    @GET
    public SignOn signOn() {
        return provider.present() ? new SignOn(provider.issuer(), provider.client()) : new SignOn(null, null);
    }

    /** What the browser holds meanwhile is compared when it comes back, so that nobody is signed on as somebody else. */
    @GET
    @Path("/start")
    public Uni<RestResponse<Void>> startSignOn(@Context HttpServerRequest request) {
        demandProvider();
        return provider.depart(back(request))
                .map(departure -> RestResponse.ResponseBuilder.<Void>create(RestResponse.Status.FOUND)
                        .location(departure.address())
                        .cookie(cookie().value(signOns.keep(departure)).build())
                        .build());
    }

    @GET
    @Path("/callback")
    public Uni<RestResponse<Void>> finishSignOn(
            @QueryParam("code") @Nullable String code,
            @QueryParam("state") @Nullable String state,
            @QueryParam("error") @Nullable String error,
            @Context HttpServerRequest request) {
        demandProvider();
        if (error != null) {
            throw refused("the identity provider refused: " + error.replaceAll("[^a-z_]", "?"));
        }
        var held = request.getCookie(COOKIE);
        if (held == null || state == null || code == null) {
            throw notBegunHere();
        }
        IdentityProvider.Departure departure =
                signOns.take(held.getValue(), state).orElseThrow(SignOnResource::notBegunHere);
        return provider.arrive(departure, code)
                .map(arrival -> RestResponse.ResponseBuilder.<Void>create(RestResponse.Status.FOUND)
                        .location(console(departure, sessions.link(arrival)))
                        .cookie(cookie().value("").maxAge(0).build())
                        .build());
    }

    private static NewCookie.Builder cookie() {
        return new NewCookie.Builder(COOKIE).path("/v1/sign-on").httpOnly(true).sameSite(NewCookie.SameSite.LAX);
    }

    private URI back(HttpServerRequest request) {
        String base = settings.publicUrl().map(URI::toString).orElseGet(() -> "http://" + request.authority());
        return URI.create(base.replaceAll("/$", "") + "/v1/sign-on/callback");
    }

    /** A whole address: in this stage of the answer, nobody knows the request any more that another one would be relative to. */
    private static URI console(IdentityProvider.Departure departure, Sessions.Link link) {
        return departure.back().resolve("../../#open=" + link.code());
    }

    private void demandProvider() {
        if (!provider.present()) {
            throw new ContractException(
                    "sign-on.none",
                    ErrorCategory.NOT_FOUND,
                    "this server has no identity provider; open the console with `builderos open`");
        }
    }

    private static ContractException notBegunHere() {
        return refused("this sign-on was begun elsewhere, was finished, or took too long; begin again");
    }

    private static ContractException refused(String why) {
        return new ContractException("sign-on.refused", ErrorCategory.DENIED, why);
    }
}
