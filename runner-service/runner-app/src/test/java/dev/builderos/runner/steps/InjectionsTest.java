package dev.builderos.runner.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.egress.CanonicalHost;
import dev.builderos.egress.EgressRequest;
import dev.builderos.egress.Judge;
import dev.builderos.runner.engine.Plan;
import dev.builderos.secrets.SecretReference;
import dev.builderos.secrets.SecretUnavailable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InjectionsTest {
    private static final Plan.Injection KEY = new Plan.Injection(
            "KEY", "api.example.com", "https", List.of("GET", "HEAD"), "Authorization", "Bearer ${secret}");

    private static Injections with(Map<String, String> secrets) {
        return new Injections(List.of(KEY), name -> {
            String value = secrets.get(name);
            if (value == null) {
                throw new SecretUnavailable(
                        new SecretReference(name, SecretReference.Provider.ENV, name), "there is none");
            }
            return value;
        });
    }

    private static EgressRequest request(String method, String scheme, String host, int port) {
        return new EgressRequest(
                method, scheme, CanonicalHost.of(host).orElseThrow(), port, method.equals("CONNECT") ? null : "/");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, https, api.example.com, 443, true",
        "HEAD, https, api.example.com, 443, true",
        "POST, https, api.example.com, 443, false",
        "GET, http, api.example.com, 80, false",
        "GET, http, api.example.com, 443, false",
        "GET, https, api.example.com, 8443, false",
        "GET, https, evil.example.com, 443, false",
        "CONNECT, https, api.example.com, 443, false",
    })
    void goToTheirHostOverTheirSchemeOnly(String method, String scheme, String host, int port, boolean added) {
        assertThat(with(Map.of()).of(request(method, scheme, host, port)).isPresent())
                .isEqualTo(added);
    }

    @Test
    void openTheTunnelsToTheirHostsAndNoOthers() {
        assertThat(with(Map.of()).isSeenInTunnel(request("CONNECT", "https", "api.example.com", 443)))
                .isTrue();
        assertThat(with(Map.of()).isSeenInTunnel(request("CONNECT", "https", "evil.example.com", 443)))
                .isFalse();
    }

    @Test
    void putTheSecretWhereTheHeaderHasIt() {
        assertThat(with(Map.of("KEY", "a$1b")).addition(KEY))
                .isEqualTo(new Judge.Addition("Authorization", "Bearer a$1b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nX-Other: 1", "a\u0000", "ä"})
    void refuseWhatIsNoPartOfAHeader(String value) {
        Injections injections = with(Map.of("KEY", value));

        assertThatThrownBy(() -> injections.addition(KEY))
                .hasMessageContaining("the secret KEY has characters that no header may have");
    }

    @Test
    void refuseToGoOnWithoutTheSecret() {
        Injections injections = with(Map.of());

        assertThatThrownBy(() -> injections.addition(KEY)).isInstanceOf(Injections.MissingSecret.class);
    }
}
