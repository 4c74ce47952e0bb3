package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.gateway.http.Admission.Admitted;
import dev.builderos.gateway.http.Admission.Asked;
import dev.builderos.gateway.http.Admission.Bearing;
import dev.builderos.gateway.http.Admission.Open;
import dev.builderos.gateway.http.Admission.Refused;
import dev.builderos.gateway.http.Admission.Verdict;
import dev.builderos.gateway.usecase.Principal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String SHOWN = "Bearer " + TOKEN;
    private static final String COOKIE = "what-the-cookie-holds";
    private static final String KEY = "what-the-page-shows";
    private static final String HOST = "127.0.0.1:7788";
    private static final String OWN = "http://127.0.0.1:7788";
    private static final Principal ANN = new Principal.Person("http://sso.example.com", "ann", null);
    private static final Admitted OPERATOR = new Admitted(new Principal.Operator());

    private final Admission admission =
            new Admission(TOKEN, Optional.empty(), 1_000, Optional.empty(), AdmissionTest::whose);

    private static Optional<Principal> whose(String cookie, String key) {
        return cookie.equals(COOKIE) && key.equals(KEY) ? Optional.of(ANN) : Optional.empty();
    }

    @Test
    void admitsDeliveriesToAWebhookWithoutATokenAndByAnyName() {
        String hook = "/v1/hooks/hk_0123456789abcdefghijklmnopqrst-_";

        assertThat(judgeHook("POST", hook, "hooks.example.com", "10")).isInstanceOf(Open.class);
        assertThat(judgeHook("POST", hook, "hooks.example.com", "5242881"))
                .isEqualTo(refusal(413, "request.too-large"));
        assertThat(judgeHook("GET", hook, HOST, "10")).isEqualTo(refusal(401, "request.unauthenticated"));
        assertThat(judgeHook("DELETE", hook, HOST, "10")).isEqualTo(refusal(401, "request.unauthenticated"));
        for (String other : List.of("/v1/hooks", "/v1/hooks/other", hook + "x", hook + "/rotate", hook + "/explain")) {
            assertThat(judgeHook("POST", other, HOST, "10"))
                    .as(other)
                    .isEqualTo(refusal(401, "request.unauthenticated"));
        }
    }

    private Verdict judgeHook(String method, String path, String host, String length) {
        return judge(new Asked(method, path, host, null, null, length, null, null, null));
    }

    @Test
    void tokenOfTheMetricsOpensThemByAnyNameAndNothingElse() {
        String pod = "10.0.0.7:8080";
        String shown = "Bearer fedcba9876543210fedcba9876543210";
        Admission collected = new Admission(
                TOKEN, Optional.of("fedcba9876543210fedcba9876543210"), 1_000, Optional.empty(), AdmissionTest::whose);

        assertThat(judge(collected, "GET", "/q/metrics", pod, shown)).isInstanceOf(Open.class);
        assertThat(judge(collected, "POST", "/q/metrics", pod, shown)).isEqualTo(refusal(403, "request.foreign-host"));
        assertThat(judge(collected, "GET", "/q/metrics", pod, SHOWN)).isEqualTo(refusal(403, "request.foreign-host"));
        assertThat(judge(collected, "GET", "/q/metrics", pod, null)).isEqualTo(refusal(403, "request.foreign-host"));
        assertThat(judge(collected, "GET", "/q/metrics", HOST, SHOWN)).isEqualTo(OPERATOR);
        assertThat(judge(collected, "GET", "/q/info", pod, shown)).isEqualTo(refusal(403, "request.foreign-host"));
        assertThat(judge(collected, "GET", "/v1/runs", HOST, shown)).isInstanceOf(Admission.Bearing.class);
        assertThat(judge(admission, "GET", "/q/metrics", HOST, shown)).isInstanceOf(Admission.Bearing.class);
    }

    private static Verdict judge(
            Admission admission, String method, String path, String host, @Nullable String authorization) {
        return withoutDetail(
                admission.judge(new Asked(method, path, host, null, authorization, null, null, null, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:7788", "localhost:7788", "LocalHost", "[::1]:7788"})
    void admitsCallersOfThisMachineThatShowTheToken(String host) {
        assertThat(judge("/v1/runs", host, null, SHOWN, null)).isEqualTo(OPERATOR);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "evil.example",
                "127.0.0.1.evil.example",
                "localhost.evil.example:80",
                "localhost:80@evil.example",
                "[::2]",
                "",
                "127.0.0.1:abc"
            })
    void refusesHostsThatAreNotThisMachine(@Nullable String host) {
        assertThat(judge("/v1/runs", host, null, SHOWN, null)).isEqualTo(refusal(403, "request.foreign-host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://localhost.evil.example", "file://", "localhost"})
    void refusesPagesThatAreNotOfThisMachine(String origin) {
        assertThat(judge("/v1/runs", "localhost", origin, SHOWN, null))
                .isEqualTo(refusal(403, "request.foreign-origin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:5173", "https://127.0.0.1", "http://[::1]:80"})
    void admitsPagesOfThisMachine(String origin) {
        assertThat(judge("/v1/runs", "localhost", origin, SHOWN, null)).isEqualTo(OPERATOR);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Basic 0123456789abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcdef"
            })
    void refusesCallersWithoutTheToken(@Nullable String authorization) {
        assertThat(judge("/v1/runs", "localhost", null, authorization, null))
                .isEqualTo(refusal(401, "request.unauthenticated"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123456789abcdef0123456789abcdee",
                "0123456789abcdef0123456789abcdef0",
                "0123456789abcdef",
                "bos_acme_0123"
            })
    void leavesOtherTokensToWhoeverKnowsThem(String token) {
        assertThat(judge("/v1/runs", "localhost", null, "Bearer " + token, null))
                .isEqualTo(new Bearing(token));
        assertThat(new Bearing(token)).asString().doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/metrics",
                "/q/health",
                "/q/health/live/../../v1",
                "/v1/nothing",
                "/v1",
                "/nothing",
                "/assets/",
                "/assets/../v1/runs",
                "/assets/a.html",
                "/assets/a/b.js",
                "/missing-console.html",
                "/runs/latest"
            })
    void opensNothingButHealthAndTheConsoleWithoutTheToken(String path) {
        assertThat(judge(path, "localhost", null, null, null)).isEqualTo(refusal(401, "request.unauthenticated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready"})
    void tellsItsHealthToWhoeverWatches(String path) {
        assertThat(judge(path, "localhost", null, null, null)).isInstanceOf(Open.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "99999999999999999999", "-1", "1e3"})
    void refusesBodiesThatAreTooLong(String length) {
        assertThat(judge("/v1/runs", "localhost", null, SHOWN, length)).isEqualTo(refusal(413, "request.too-large"));
    }

    @Test
    void admitsABodyOfTheLargestLength() {
        assertThat(judge("/v1/runs", "localhost", null, SHOWN, "1000")).isEqualTo(OPERATOR);
    }

    @Test
    void refusesToStandOnAGuessableToken() {
        assertThatThrownBy(() -> new Admission("", Optional.empty(), 1_000, Optional.empty(), AdmissionTest::whose))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/runs",
                "/runs/0192f3a1-7b2c-7000-8000-000000000001",
                "/inbox",
                "/projects/hello",
                "/assets/index-B1x_9.js",
                "/favicon.svg",
                "/v1/sign-on",
                "/v1/sign-on/start",
                "/v1/sign-on/callback"
            })
    void showsTheConsoleAndHowToSignOnToWhoeverLooks(String path) {
        assertThat(judge(path, HOST, null, null, null)).isInstanceOf(Open.class);
        assertThat(judge(new Asked("POST", path, HOST, OWN, null, null, "same-origin", null, null)))
                .isEqualTo(refusal(401, "request.unauthenticated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
    void admitsPagesOfThisServerWithASession(String method) {
        assertThat(judge(ofPage(method, "/v1/runs", OWN, "same-origin", COOKIE, KEY)))
                .isEqualTo(new Admitted(ANN));
    }

    @Test
    void readsForPagesThatSayNoOriginAsBrowsersDo() {
        assertThat(judge(ofPage("GET", "/v1/runs", null, "same-origin", COOKIE, KEY)))
                .isEqualTo(new Admitted(ANN));
        assertThat(judge(ofPage("GET", "/v1/runs", null, null, COOKIE, KEY)))
                .isEqualTo(refusal(403, "request.foreign-page"));
        assertThat(judge(ofPage("POST", "/v1/runs", null, "same-origin", COOKIE, KEY)))
                .isEqualTo(refusal(403, "request.foreign-page"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:7789, same-origin",
        "http://localhost:7788, same-origin",
        "https://127.0.0.1:7788, same-origin",
        "http://127.0.0.1:7788, same-site",
        "http://127.0.0.1:7788, cross-site",
        "http://127.0.0.1:7788, none"
    })
    void refusesSessionsInPagesOfOtherServersOfThisMachine(String origin, String site) {
        assertThat(judge(ofPage("POST", "/v1/runs", origin, site, COOKIE, KEY)))
                .isEqualTo(refusal(403, "request.foreign-page"));
        assertThat(judge(ofPage("GET", "/v1/runs", origin, site, COOKIE, KEY)))
                .isEqualTo(refusal(403, "request.foreign-page"));
        assertThat(judge(ofPage("POST", "/v1/sessions", origin, site, null, null)))
                .isEqualTo(refusal(403, "request.foreign-page"));
    }

    @Test
    void refusesACookieWithoutTheKeyOfItsPage() {
        assertThat(judge(ofPage("GET", "/v1/runs", OWN, "same-origin", COOKIE, null)))
                .isEqualTo(refusal(401, "session.over"));
        assertThat(judge(ofPage("GET", "/v1/runs", OWN, "same-origin", COOKIE, "another")))
                .isEqualTo(refusal(401, "session.over"));
    }

    @Test
    void refusesAKeyWithoutItsCookie() {
        assertThat(judge(ofPage("GET", "/v1/runs", OWN, "same-origin", null, KEY)))
                .isEqualTo(refusal(401, "request.unauthenticated"));
        assertThat(judge(ofPage("GET", "/v1/runs", OWN, "same-origin", "another", KEY)))
                .isEqualTo(refusal(401, "session.over"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/session-links", "/q/metrics", "/elsewhere"})
    void keepsWhatIsNotForPagesToTheToken(String path) {
        assertThat(judge(ofPage("POST", path, OWN, "same-origin", COOKIE, KEY)))
                .isEqualTo(refusal(403, "session.token-needed"));
    }

    @Test
    void aWrongTokenIsNotMadeGoodByASession() {
        assertThat(judge(new Asked("GET", "/v1/runs", HOST, OWN, "Bearer wrong", null, "same-origin", COOKIE, KEY)))
                .isEqualTo(new Bearing("wrong"));
    }

    @Test
    void opensSessionsForPagesOfThisServerOnly() {
        assertThat(judge(ofPage("POST", "/v1/sessions", OWN, "same-origin", null, null)))
                .isInstanceOf(Open.class);
        assertThat(judge(ofPage("POST", "/v1/sessions", null, null, null, null)))
                .isEqualTo(refusal(403, "request.foreign-page"));
        assertThat(judge(ofPage("DELETE", "/v1/sessions", OWN, "same-origin", null, null)))
                .isEqualTo(refusal(401, "request.unauthenticated"));
    }

    @Test
    void answersUnderItsPublicNameAndToItsPages() {
        Admission behindAProxy = new Admission(
                TOKEN,
                Optional.empty(),
                1_000,
                Optional.of(URI.create("https://ship.example.com")),
                AdmissionTest::whose);
        String host = "ship.example.com";
        String own = "https://ship.example.com";

        assertThat(behindAProxy.judge(new Asked("GET", "/v1/runs", host, null, SHOWN, null, null, null, null)))
                .isEqualTo(OPERATOR);
        assertThat(behindAProxy.judge(new Asked("POST", "/v1/runs", host, own, null, null, "same-origin", COOKIE, KEY)))
                .isEqualTo(new Admitted(ANN));
        assertThat(behindAProxy.judge(new Asked(
                        "POST", "/v1/runs", host, "https://evil.example.com", null, null, "same-site", COOKIE, KEY)))
                .isInstanceOf(Refused.class);
        assertThat(behindAProxy.judge(
                        new Asked("GET", "/v1/runs", "evil.example.com", null, SHOWN, null, null, null, null)))
                .isInstanceOf(Refused.class);
    }

    private static Asked ofPage(
            String method,
            String path,
            @Nullable String origin,
            @Nullable String site,
            @Nullable String cookie,
            @Nullable String key) {
        return new Asked(method, path, HOST, origin, null, null, site, cookie, key);
    }

    private Verdict judge(
            String path,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String authorization,
            @Nullable String length) {
        return judge(new Asked("GET", path, host, origin, authorization, length, null, null, null));
    }

    private Verdict judge(Asked asked) {
        return withoutDetail(admission.judge(asked));
    }

    private static Verdict withoutDetail(Verdict verdict) {
        return verdict instanceof Refused refused ? refusal(refused.status(), refused.code()) : verdict;
    }

    private static Refused refusal(int status, String code) {
        return new Refused(status, code, "");
    }
}
