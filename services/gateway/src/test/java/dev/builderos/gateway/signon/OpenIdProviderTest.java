package dev.builderos.gateway.signon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.builderos.contracts.ContractException;
import dev.builderos.gateway.config.GatewaySettings;
import dev.builderos.gateway.usecase.Identities;
import dev.builderos.gateway.usecase.IdentityProvider.Departure;
import dev.builderos.gateway.usecase.Principal;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenIdProviderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Instant now = Instant.now();
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private StandInProvider standIn;
    private RSAKey key;
    private OpenIdProvider provider;

    @BeforeEach
    void start() throws IOException {
        standIn = new StandInProvider();
        key = standIn.newKey("one");
        provider = new OpenIdProvider(new Settings(Optional.of(URI.create(standIn.issuer()))), clock);
    }

    @AfterEach
    void stop() {
        standIn.close();
    }

    private record Settings(Optional<URI> issuer) implements GatewaySettings.SignOn {
        @Override
        public String client() {
            return "builderos";
        }

        @Override
        public String audience() {
            return "builderos";
        }

        @Override
        public Duration checkEvery() {
            return Duration.ofMinutes(5);
        }
    }

    @Test
    void knowsWhoseTokenItIs() {
        assertThat(verify(token(claims -> {})))
                .isEqualTo(new Principal.Person(standIn.issuer(), "ann-1", "ann@example.com"));
    }

    @Test
    void takesNoAddressThatIsNotVerified() {
        assertThat(verify(token(claims -> claims.claim("email_verified", false)))
                        .email())
                .isNull();
        assertThat(verify(token(claims -> claims.claim("email_verified", "true")))
                        .email())
                .isNull();
    }

    @Test
    void refusesTokensThatSayTheWrongThings() {
        refuses(claims -> claims.issuer("http://sso.example.com"));
        refuses(claims -> claims.audience("another-service"));
        refuses(claims -> claims.audience((String) null));
        refuses(claims -> claims.expirationTime(at(-60)));
        refuses(claims -> claims.expirationTime(null));
        refuses(claims -> claims.notBeforeTime(at(60)));
        refuses(claims -> claims.subject(null));
        refuses(claims -> claims.claim("azp", "another-client"));
        refuses(claims -> claims.claim("azp", null));
    }

    @Test
    void refusesTokensThatAreForAnotherUse() {
        refuses(claims -> claims.claim("typ", "ID"));
        refuses(claims -> claims.claim("typ", "Refresh"));
        refuses(claims -> claims.claim("nonce", "n-1"));
        refuses(signed(key, JWSAlgorithm.RS256, new JOSEObjectType("logout+jwt"), good().build()));
    }

    @Test
    void refusesTokensThatNobodyOrSomebodyElseSigned() throws JOSEException {
        refuses(new PlainJWT(good().build()).serialize());
        refuses(signed(StandInProvider.unpublished("one"), JWSAlgorithm.RS256, JOSEObjectType.JWT, good().build()));
        byte[] publicKey = key.toRSAPublicKey().getEncoded();
        refuses(signed(new MACSigner(publicKey), JWSAlgorithm.HS256, "one", good().build()));
        String right = token(claims -> {});
        refuses(right.substring(0, right.lastIndexOf('.') + 1));
        refuses(right.substring(0, right.length() - 8) + "AAAAAAAA");
        refuses("not-a-token");
        refuses("");
        refuses("a.b.c");
    }

    /** Where a token says that its key is, nobody looks. */
    @Test
    void refusesKeysThatTheTokenBringsAlong() throws JOSEException {
        RSAKey own = StandInProvider.unpublished("theirs");
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID("theirs")
                .jwk(own.toPublicJWK())
                .jwkURL(URI.create(standIn.issuer() + "/elsewhere"))
                .build();
        SignedJWT token = new SignedJWT(header, good().build());
        token.sign(new RSASSASigner(own));

        refuses(token.serialize());
    }

    @Test
    void asksForKeysItDoesNotKnowButNotForEverySuchToken() {
        verify(token(claims -> {}));
        int before = standIn.asked();
        RSAKey stranger = StandInProvider.unpublished("stranger");
        for (int i = 0; i < 50; i++) {
            refuses(signed(stranger, JWSAlgorithm.RS256, "never-" + i, good().build()));
        }

        assertThat(standIn.asked() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void takesTokensOfAKeyThatIsNew() {
        verify(token(claims -> {}));
        RSAKey next = standIn.newKey("two");

        assertThat(verify(signed(next, JWSAlgorithm.RS256, JOSEObjectType.JWT, good().build()))
                        .subject())
                .isEqualTo("ann-1");
    }

    @Test
    void goesOnWithTheKeysItHasWhileTheProviderIsAway() {
        verify(token(claims -> {}));
        standIn.close();

        assertThat(verify(token(claims -> {})).subject()).isEqualTo("ann-1");
        refuses(signed(StandInProvider.unpublished("x"), JWSAlgorithm.RS256, "unknown", good().build()));
    }

    @Test
    void isUnavailableUntilTheProviderHasAnsweredOnce() {
        String token = token(claims -> {});
        standIn.silence(true);
        isUnavailable(token);

        // Meanwhile nobody waits for it, and soon it is asked again.
        standIn.silence(false);
        isUnavailable(token);
        now = now.plusSeconds(11);
        assertThat(verify(token).subject()).isEqualTo("ann-1");
    }

    private void isUnavailable(String token) {
        isUnavailable(() -> verify(token));
    }

    private static void isUnavailable(ThrowingCallable asking) {
        assertThatThrownBy(asking)
                .isInstanceOfSatisfying(
                        ContractException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo("sign-on.unavailable"));
    }

    @Test
    void sendsBrowsersWithAChallengeThatItKeepsTheAnswerOf() {
        Departure departure = provider.depart(URI.create("http://127.0.0.1:7788/v1/sign-on/callback"))
                .await()
                .atMost(PATIENCE);

        assertThat(departure.address().toString())
                .startsWith(standIn.issuer() + "/auth?")
                .contains("code_challenge_method=S256", "state=" + departure.state(), "nonce=" + departure.nonce())
                .doesNotContain(departure.verifier());
        assertThat(departure).asString().doesNotContain(departure.verifier(), departure.state());
    }

    @Test
    void saysWhatToAskWithNextTimeOfSomebodyWhoIsStillSignedOn() {
        standIn.answerGrants(200, """
                {"access_token":"a","token_type":"Bearer","expires_in":300,"refresh_token":"second"}""");
        assertThat(renew("first")).contains("second");
        assertThat(standIn.grants().getFirst())
                .contains("grant_type=refresh_token", "refresh_token=first", "client_id=builderos");

        standIn.answerGrants(200, """
                {"access_token":"a","token_type":"Bearer","expires_in":300}""");
        assertThat(renew("second")).contains("second");
    }

    @Test
    void saysThatSomebodyIsSignedOnNoMore() {
        standIn.answerGrants(400, """
                {"error":"invalid_grant","error_description":"Session not active"}""");

        assertThat(renew("first")).isEmpty();
    }

    /** What is wrong with the provider, or with how we ask, says nothing about a person. */
    @Test
    void saysNothingOfSomebodyWhileTheProviderIsInTrouble() {
        for (int status : new int[] {400, 401, 429, 500, 503}) {
            standIn.answerGrants(status, """
                    {"error":"invalid_client"}""");
            isUnavailable(() -> renew("first"));
            standIn.answerGrants(status, "<html>");
            isUnavailable(() -> renew("first"));
        }
        standIn.close();
        isUnavailable(() -> renew("first"));
    }

    private Optional<String> renew(String renewal) {
        return provider.renew(renewal).await().atMost(PATIENCE);
    }

    private void refuses(Consumer<JWTClaimsSet.Builder> wrong) {
        refuses(token(wrong));
    }

    private void refuses(String token) {
        assertThatThrownBy(() -> verify(token))
                .as(token)
                .isInstanceOfSatisfying(
                        ContractException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(Identities.UNAUTHENTICATED));
    }

    private Principal.Person verify(String token) {
        return provider.verify(token).await().atMost(PATIENCE);
    }

    private String token(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = good();
        change.accept(claims);
        return signed(key, JWSAlgorithm.RS256, JOSEObjectType.JWT, claims.build());
    }

    private JWTClaimsSet.Builder good() {
        return new JWTClaimsSet.Builder()
                .issuer(standIn.issuer())
                .subject("ann-1")
                .audience("builderos")
                .issueTime(at(-1))
                .expirationTime(at(300))
                .claim("typ", "Bearer")
                .claim("azp", "builderos")
                .claim("email", "ann@example.com")
                .claim("email_verified", true);
    }

    private static Date at(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static String signed(RSAKey with, JWSAlgorithm algorithm, String keyId, JWTClaimsSet claims) {
        try {
            return signed(new RSASSASigner(with), algorithm, keyId, claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(RSAKey with, JWSAlgorithm algorithm, JOSEObjectType type, JWTClaimsSet claims) {
        try {
            return signed(
                    new RSASSASigner(with),
                    new JWSHeader.Builder(algorithm)
                            .type(type)
                            .keyID(with.getKeyID())
                            .build(),
                    claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(JWSSigner signer, JWSAlgorithm algorithm, String keyId, JWTClaimsSet claims) {
        return signed(
                signer,
                new JWSHeader.Builder(algorithm)
                        .type(JOSEObjectType.JWT)
                        .keyID(keyId)
                        .build(),
                claims);
    }

    private static String signed(JWSSigner signer, JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
