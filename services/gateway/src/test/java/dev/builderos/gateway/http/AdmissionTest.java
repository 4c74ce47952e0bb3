package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.gateway.http.Admission.Admitted;
import dev.builderos.gateway.http.Admission.Asked;
import dev.builderos.gateway.http.Admission.Refused;
import dev.builderos.gateway.http.Admission.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String SHOWN = "Bearer " + TOKEN;

    private final Admission admission = new Admission(TOKEN, 1_000);

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
    @ValueSource(strings = {"/", "/q/metrics", "/q/health", "/q/health/live/../../v1", "/v1/nothing"})
    void opensNothingButHealthWithoutTheToken(String path) {
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
        assertThatThrownBy(() -> new Admission("", 1_000)).isInstanceOf(IllegalArgumentException.class);
    }

    private Verdict judge(
            String path,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String authorization,
            @Nullable String length) {
        Verdict verdict = admission.judge(new Asked(path, host, origin, authorization, length));
        return verdict instanceof Refused refused ? refusal(refused.status(), refused.code()) : verdict;
    }

    private static Refused refusal(int status, String code) {
        return new Refused(status, code, "");
    }
}
