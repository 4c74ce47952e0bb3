package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.gateway.http.Admission.Admitted;
import dev.builderos.gateway.http.Admission.Asked;
import dev.builderos.gateway.http.Admission.Refused;
import dev.builderos.gateway.http.Admission.Verdict;
import java.util.List;
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

    private final Admission admission =
            new Admission(TOKEN, 1_000, (cookie, key) -> cookie.equals(COOKIE) && key.equals(KEY));

    @Test
    void admitsDeliveriesToAWebhookWithoutATokenAndByAnyName() {
        String hook = "/v1/hooks/hk_0123456789abcdefghijklmnopqrst-_";

        assertThat(judgeHook("POST", hook, "hooks.example.com", "10")).isInstanceOf(Admitted.class);
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

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:7788", "localhost:7788", "LocalHost", "[::1]:7788"})
    void admitsCallersOfThisMachineThatShowTheToken(String host) {
        assertThat(judge("/v1/runs", host, null, SHOWN, null)).isInstanceOf(Admitted.class);
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
        assertThat(judge("/v1/runs", "localhost", origin, SHOWN, null)).isInstanceOf(Admitted.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer 0123456789abcdef0123456789abcdee",
                "Bearer 0123456789abcdef0123456789abcdef0",
                "Bearer 0123456789abcdef",
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
        assertThat(judge(path, "localhost", null, null, null)).isInstanceOf(Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "99999999999999999999", "-1", "1e3"})
    void refusesBodiesThatAreTooLong(String length) {
        assertThat(judge("/v1/runs", "localhost", null, SHOWN, length)).isEqualTo(refusal(413, "request.too-large"));
    }

    @Test
    void admitsABodyOfTheLargestLength() {
        assertThat(judge("/v1/runs", "localhost", null, SHOWN, "1000")).isInstanceOf(Admitted.class);
    }

    @Test
    void refusesToStandOnAGuessableToken() {
        assertThatThrownBy(() -> new Admission("", 1_000, (cookie, key) -> true))
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
                "/favicon.svg"
            })
    void showsTheConsoleItselfToWhoeverLooks(String path) {
        assertThat(judge(path, HOST, null, null, null)).isInstanceOf(Admitted.class);
        assertThat(judge(new Asked("POST", path, HOST, OWN, null, null, "same-origin", null, null)))
                .isEqualTo(refusal(401, "request.unauthenticated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
    void admitsPagesOfThisServerWithASession(String method) {
        assertThat(judge(ofPage(method, "/v1/runs", OWN, "same-origin", COOKIE, KEY)))
                .isInstanceOf(Admitted.class);
    }

    @Test
    void readsForPagesThatSayNoOriginAsBrowsersDo() {
        assertThat(judge(ofPage("GET", "/v1/runs", null, "same-origin", COOKIE, KEY)))
                .isInstanceOf(Admitted.class);
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
                .isEqualTo(refusal(401, "request.unauthenticated"));
    }

    @Test
    void opensSessionsForPagesOfThisServerOnly() {
        assertThat(judge(ofPage("POST", "/v1/sessions", OWN, "same-origin", null, null)))
                .isInstanceOf(Admitted.class);
        assertThat(judge(ofPage("POST", "/v1/sessions", null, null, null, null)))
                .isEqualTo(refusal(403, "request.foreign-page"));
        assertThat(judge(ofPage("DELETE", "/v1/sessions", OWN, "same-origin", null, null)))
                .isEqualTo(refusal(401, "request.unauthenticated"));
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
        Verdict verdict = admission.judge(asked);
        return verdict instanceof Refused refused ? refusal(refused.status(), refused.code()) : verdict;
    }

    private static Refused refusal(int status, String code) {
        return new Refused(status, code, "");
    }
}
