package dev.builderos.cli.signon;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signs a person on by the device flow (RFC 8628) of an identity provider: they confirm a code in a browser, on any machine. */
public final class OpenId {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final Scope SCOPE = new Scope("openid", "email", "offline_access");

    private final String issuer;
    private final String client;

    public OpenId(String issuer, String client) {
        this.issuer = issuer;
        this.client = client;
    }

    /**
     * What a person is to do.
     *
     * @param address where, in a browser
     * @param code what it shows there as well
     * @param expiresAt until when
     */
    public record Code(String address, String code, Instant expiresAt) {}

    /**
     * Waits until the person has confirmed.
     *
     * @param told is given what the person is to do
     * @throws CliFailure when they do not, or the provider does not answer
     */
    public SignedOn signOn(@Nullable String server, @Nullable String org, Consumer<Code> told) {
        OIDCProviderMetadata provider = provider();
        CodeVerifier verifier = new CodeVerifier();
        DeviceAuthorizationSuccessResponse device = device(provider, verifier);
        Instant end = Instant.now().plusSeconds(device.getLifetime());
        String address = device.getVerificationURIComplete() == null
                ? device.getVerificationURI().toString()
                : device.getVerificationURIComplete().toString();
        told.accept(new Code(address, device.getUserCode().getValue(), end));
        Duration pause = Duration.ofSeconds(Math.max(1, device.getInterval()));
        while (Instant.now().isBefore(end)) {
            LockSupport.parkNanos(pause.toNanos());
            TokenResponse answer = answer(new TokenRequest.Builder(
                            provider.getTokenEndpointURI(),
                            new ClientID(client),
                            new DeviceCodeGrant(device.getDeviceCode()))
                    .customParameter("code_verifier", verifier.getValue())
                    .build()
                    .toHTTPRequest());
            if (answer.indicatesSuccess()) {
                return signedOn(server, org, answer, null);
            }
            String error = answer.toErrorResponse().getErrorObject().getCode();
            switch (error) {
                case "authorization_pending" -> {}
                case "slow_down" -> pause = pause.plus(SLOWER);
                case "access_denied" -> throw new CliFailure(ExitCode.FAILED, "the sign-on was refused in the browser");
                default -> throw new CliFailure(ExitCode.FAILED, "the identity provider refuses: " + error);
            }
        }
        throw new CliFailure(ExitCode.FAILED, "nobody confirmed the code in time", "begin again:  builderos login");
    }

    /** With a challenge as in PKCE: Keycloak asks for one here as well, others do not mind. */
    private DeviceAuthorizationSuccessResponse device(OIDCProviderMetadata provider, CodeVerifier verifier) {
        if (provider.getDeviceAuthorizationEndpointURI() == null) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "the identity provider " + issuer + " has no device flow",
                    "switch it on there, or use a token:  BUILDEROS_TOKEN");
        }
        try {
            DeviceAuthorizationResponse answer = DeviceAuthorizationResponse.parse(patient(
                            new DeviceAuthorizationRequest.Builder(new ClientID(client))
                                    .scope(SCOPE)
                                    .customParameter(
                                            "code_challenge",
                                            CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                                                    .getValue())
                                    .customParameter("code_challenge_method", CodeChallengeMethod.S256.getValue())
                                    .endpointURI(provider.getDeviceAuthorizationEndpointURI())
                                    .build()
                                    .toHTTPRequest())
                    .send());
            if (!answer.indicatesSuccess()) {
                throw new CliFailure(
                        ExitCode.FAILED,
                        "the identity provider refuses: "
                                + answer.toErrorResponse().getErrorObject().getDescription());
            }
            return answer.toSuccessResponse();
        } catch (IOException | GeneralException e) {
            throw silent(e);
        }
    }

    /**
     * The same with a fresh access token.
     *
     * @throws CliFailure when the sign-on is over
     */
    public SignedOn refresh(SignedOn before) {
        TokenResponse answer = answer(new TokenRequest.Builder(
                        provider().getTokenEndpointURI(),
                        new ClientID(client),
                        new RefreshTokenGrant(new RefreshToken(before.refreshToken())))
                .build()
                .toHTTPRequest());
        if (!answer.indicatesSuccess()) {
            throw new CliFailure(ExitCode.FAILED, "you are not signed on any more", "sign on again:  builderos login");
        }
        return signedOn(before.server(), before.org(), answer, before.refreshToken());
    }

    private SignedOn signedOn(
            @Nullable String server, @Nullable String org, TokenResponse answer, @Nullable String refreshToken) {
        Tokens tokens = answer.toSuccessResponse().getTokens();
        String next = tokens.getRefreshToken() == null
                ? refreshToken
                : tokens.getRefreshToken().getValue();
        if (next == null) {
            throw new CliFailure(ExitCode.FAILED, "the identity provider gives no refresh token");
        }
        return new SignedOn(
                server,
                issuer,
                client,
                org,
                tokens.getAccessToken().getValue(),
                Instant.now().plusSeconds(tokens.getAccessToken().getLifetime()),
                next);
    }

    /** Ends a sign-on at the provider as well. */
    public void end(SignedOn signedOn) {
        OIDCProviderMetadata provider = provider();
        if (provider.getRevocationEndpointURI() == null) {
            return;
        }
        try {
            patient(new TokenRevocationRequest(
                                    provider.getRevocationEndpointURI(),
                                    new ClientID(client),
                                    new RefreshToken(signedOn.refreshToken()))
                            .toHTTPRequest())
                    .send();
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private OIDCProviderMetadata provider() {
        try {
            return OIDCProviderMetadata.resolve(new Issuer(issuer), PATIENCE_MILLIS, PATIENCE_MILLIS);
        } catch (IOException | GeneralException e) {
            throw silent(e);
        }
    }

    private TokenResponse answer(HTTPRequest request) {
        try {
            return TokenResponse.parse(patient(request).send());
        } catch (IOException | GeneralException e) {
            throw silent(e);
        }
    }

    private static HTTPRequest patient(HTTPRequest request) {
        request.setConnectTimeout(PATIENCE_MILLIS);
        request.setReadTimeout(PATIENCE_MILLIS);
        return request;
    }

    private CliFailure silent(Exception e) {
        return new CliFailure(
                ExitCode.UNREACHABLE, "the identity provider " + issuer + " does not answer: " + e.getMessage());
    }
}
