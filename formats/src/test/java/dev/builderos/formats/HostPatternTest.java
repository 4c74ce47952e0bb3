package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
    @ParameterizedTest
    @CsvSource({
        "api.example.com, https, api.example.com, 443, true",
        "api.example.com, http, api.example.com, 80, true",
        "API.Example.com, https, api.example.com, 443, true",
        "api.example.com, http, api.example.com, 443, false",
        "api.example.com, https, api.example.com, 80, false",
        "api.example.com, https, api.example.com, 8443, false",
        "api.example.com, https, evil-api.example.com, 443, false",
        "api.example.com, https, api.example.com.evil.org, 443, false",
        "api.example.com, https, example.com, 443, false",
        "*.example.com, https, a.example.com, 443, true",
        "*.example.com, https, a.b.example.com, 443, true",
        "*.example.com, https, example.com, 443, false",
        "*.example.com, https, badexample.com, 443, false",
        "*.example.com, https, .example.com, 443, false",
        "*.example.com:8443, https, a.example.com, 8443, true",
        "*.example.com:8443, https, a.example.com, 443, false",
        "localhost:8080, http, localhost, 8080, true",
        "127.0.0.2:8080, http, 127.0.0.2, 8080, true",
        "127.0.0.2, http, 127.0.0.22, 80, false",
        "[fd00::5]:8080, http, [fd00::5], 8080, true",
        "api.example.com:21, ftp, api.example.com, 21, true",
        "api.example.com, ftp, api.example.com, 21, false",
    })
    void matchesAtTheBordersOfLabelsAndOnItsPort(
            String pattern, String scheme, String host, int port, boolean matches) {
        assertThat(HostPattern.parse(pattern).orElseThrow().matches(scheme, host, port))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.*",
                "*.127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "127.0.0.01",
                "1.2.3.4.5",
                "256.0.0.1",
                "a..b",
                ".example.com",
                "example.com.",
                "-a.example.com",
                "a-.example.com",
                "exam ple.com",
                "user@example.com",
                "example.com:0",
                "example.com:65536",
                "example.com:http",
                "example.com:",
                "http://example.com",
                "example.com/path",
                "ex*mple.com",
                "bücher.example",
                "fd00::5",
                "[fd00::5",
                "[fd00::5%eth0]"
            })
    void meansNoHost(String text) {
        assertThat(HostPattern.parse(text)).isEmpty();
    }

    @Test
    void tellsAddressesAndTheOwnMachine() {
        assertThat(HostPattern.parse("10.0.0.5:80").orElseThrow().isAddress()).isTrue();
        assertThat(HostPattern.parse("[::1]").orElseThrow().isAddress()).isTrue();
        assertThat(HostPattern.parse("ten.example.com").orElseThrow().isAddress())
                .isFalse();
        assertThat(HostPattern.parse("LOCALHOST:8080").orElseThrow().isOwnLoopback())
                .isTrue();
        assertThat(HostPattern.parse("127.0.0.2").orElseThrow().isOwnLoopback()).isFalse();
    }
}
