package dev.builderos.gateway.signon;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.gateway.config.GatewaySettings;
import dev.builderos.gateway.usecase.Identities;
import dev.builderos.gateway.usecase.IdentityProvider;
import dev.builderos.gateway.usecase.Principal;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The provider that the settings name, found by its discovery document when it is first needed. Its keys are kept: tokens are
 * still verified while it is away, and one with a key that is not known makes us ask again, but not for every such token.
 */
@ApplicationScoped
class OpenIdProvider implements IdentityProvider {
    private static final Logger LOG = Logger.getLogger(OpenIdProvider.class);
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int MOST_BYTES = 256 * 1024;
    private static final Duration KEYS_FRESH = Duration.ofMinutes(15);
    private static final Duration KEYS_GOOD = Duration.ofHours(6);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);
    private static final int CLOCK_SKEW_SECONDS = 30;

    /** None that is symmetric: the keys are public. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384);

    private static final Scope SCOPE = new Scope("openid", "email");

    private final GatewaySettings.SignOn settings;
    private final Clock clock;
    private volatile @Nullable Found found;

    /** When it did not answer last; until it is asked again, nobody waits for it. */
    private @Nullable Instant silentSince;

    private record Found(
            OIDCProviderMetadata metadata,
            DefaultJWTProcessor<SecurityContext> accessTokens,
            IDTokenValidator idTokens) {}

    @Inject
    OpenIdProvider(GatewaySettings settings, Clock clock) {
        this(settings.signOn(), clock);
    }

    OpenIdProvider(GatewaySettings.SignOn settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean present() {
        return settings.issuer().isPresent();
    }

    @Override
    public String issuer() {
        return settings.issuer()
                .orElseThrow(() -> new IllegalStateException("there is no identity provider"))
                .toString();
    }

    @Override
    public String client() {
        return settings.client();
    }

    @Override
    public Uni<Principal.Person> verify(String accessToken) {
        return away(() -> person(claims(accessToken)));
    }

    private JWTClaimsSet claims(String accessToken) throws IOException, GeneralException {
        try {
            JWTClaimsSet claims = found().accessTokens().process(accessToken, null);
            if (!isAccessToken(claims)) {
                throw invalid("it is not an access token of " + client());
            }
            return claims;
        } catch (java.text.ParseException | BadJOSEException | RateLimitReachedException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (KeySourceException e) {
            throw unavailable(e);
        } catch (JOSEException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** Keycloak says in {@code typ} what a token is for; who it was issued to is in {@code azp}, elsewhere in {@code client_id}. */
    private boolean isAccessToken(JWTClaimsSet claims) {
        Object type = claims.getClaim("typ");
        Object party = claims.getClaim("azp") == null ? claims.getClaim("client_id") : claims.getClaim("azp");
        return (type == null || type.equals("Bearer")) && claims.getClaim("nonce") == null && client().equals(party);
    }

    private Principal.Person person(JWTClaimsSet claims) {
        boolean verified = Boolean.TRUE.equals(claims.getClaim("email_verified"));
        Object email = claims.getClaim("email");
        return new Principal.Person(
                claims.getIssuer(), claims.getSubject(), verified && email instanceof String text ? text : null);
    }

    @Override
    public Uni<Departure> depart(URI back) {
        return away(() -> {
            State state = new State();
            Nonce nonce = new Nonce();
            CodeVerifier verifier = new CodeVerifier();
            URI address = new AuthenticationRequest.Builder(ResponseType.CODE, SCOPE, new ClientID(client()), back)
                    .endpointURI(found().metadata().getAuthorizationEndpointURI())
                    .state(state)
                    .nonce(nonce)
                    .codeChallenge(verifier, CodeChallengeMethod.S256)
                    .build()
                    .toURI();
            return new Departure(address, back, state.getValue(), nonce.getValue(), verifier.getValue());
        });
    }

    @Override
    public Uni<Arrival> arrive(Departure departure, String code) {
        return away(() -> {
            TokenResponse answer = ask(new AuthorizationCodeGrant(
                    new AuthorizationCode(code), departure.back(), new CodeVerifier(departure.verifier())));
            if (!answer.indicatesSuccess()) {
                throw refused("the identity provider does not take the code: "
                        + answer.toErrorResponse().getErrorObject().getCode());
            }
            OIDCTokens tokens = ((OIDCTokenResponse) answer.toSuccessResponse()).getOIDCTokens();
            try {
                IDTokenClaimsSet claims =
                        found().idTokens().validate(tokens.getIDToken(), new Nonce(departure.nonce()));
                return new Arrival(person(claims.toJWTClaimsSet()), renewal(tokens));
            } catch (BadJOSEException | JOSEException e) {
                throw refused("what the identity provider says of this sign-on is not valid: " + e.getMessage());
            }
        });
    }

    /** Only {@code invalid_grant} is about the person; every other error is the provider's own trouble, or ours. */
    @Override
    public Uni<Optional<String>> renew(String renewal) {
        return away(() -> {
            TokenResponse answer = ask(new RefreshTokenGrant(new RefreshToken(renewal)));
            if (answer.indicatesSuccess()) {
                String next = renewal(answer.toSuccessResponse().getTokens());
                return Optional.of(next == null ? renewal : next);
            }
            ErrorObject error = answer.toErrorResponse().getErrorObject();
            if (OAuth2Error.INVALID_GRANT.equals(error)) {
                return Optional.empty();
            }
            throw unavailable(new IOException("it answers " + error.getHTTPStatusCode() + " " + error.getCode()));
        });
    }

    private static @Nullable String renewal(Tokens tokens) {
        return tokens.getRefreshToken() == null
                ? null
                : tokens.getRefreshToken().getValue();
    }

    private TokenResponse ask(AuthorizationGrant grant) throws IOException, GeneralException {
        HTTPRequest request = new TokenRequest.Builder(
                        found().metadata().getTokenEndpointURI(), new ClientID(client()), grant)
                .build()
                .toHTTPRequest();
        request.setConnectTimeout(PATIENCE_MILLIS);
        request.setReadTimeout(PATIENCE_MILLIS);
        return OIDCTokenResponseParser.parse(request.send());
    }

    /** The provider as it describes itself; asked for again until it has answered once. */
    private Found found() throws IOException, GeneralException {
        Found known = found;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (found == null) {
                if (silentSince != null && silentSince.plus(ASK_AGAIN).isAfter(clock.instant())) {
                    throw new IOException("it did not answer a moment ago");
                }
                try {
                    found = find();
                } catch (IOException | GeneralException silent) {
                    silentSince = clock.instant();
                    throw silent;
                }
            }
            return Objects.requireNonNull(found);
        }
    }

    private Found find() throws IOException, GeneralException {
        Issuer issuer = new Issuer(issuer());
        OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(issuer, PATIENCE_MILLIS, PATIENCE_MILLIS);
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                        metadata.getJWKSetURI().toURL(),
                        new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, MOST_BYTES))
                .cache(KEYS_FRESH.toMillis(), PATIENCE_MILLIS)
                .rateLimited(ASK_AGAIN.toMillis())
                .outageTolerant(KEYS_GOOD.toMillis())
                .build();
        JWSKeySelector<SecurityContext> selector = new JWSVerificationKeySelector<>(ALGORITHMS, keys);
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(selector);
        DefaultJWTClaimsVerifier<SecurityContext> verifier = new DefaultJWTClaimsVerifier<>(
                settings.audience(),
                new JWTClaimsSet.Builder().issuer(issuer.getValue()).build(),
                Set.of("sub", "exp", "iat"));
        verifier.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(verifier);
        IDTokenValidator idTokens = new IDTokenValidator(issuer, new ClientID(client()), selector, null);
        idTokens.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        LOG.infof("people sign on at %s", issuer);
        return new Found(metadata, processor, idTokens);
    }

    /** Away from the event loop: the provider may have to be asked. */
    private <T> Uni<T> away(Callable<T> work) {
        return Uni.createFrom()
                .item(() -> {
                    try {
                        return work.call();
                    } catch (ContractException known) {
                        throw known;
                    } catch (IOException | GeneralException e) {
                        throw unavailable(e);
                    } catch (Exception e) {
                        throw new IllegalStateException("sign-on failed", e);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static ContractException invalid(String why) {
        return new ContractException(
                Identities.UNAUTHENTICATED, ErrorCategory.DENIED, "this access token is not valid: " + why);
    }

    private static ContractException refused(String why) {
        return new ContractException("sign-on.refused", ErrorCategory.DENIED, why);
    }

    private ContractException unavailable(Exception e) {
        LOG.warnf("the identity provider %s does not answer: %s", issuer(), e.getMessage());
        return new ContractException(
                "sign-on.unavailable",
                ErrorCategory.UNAVAILABLE,
                "the identity provider " + issuer() + " does not answer; try again when it is back");
    }
}
