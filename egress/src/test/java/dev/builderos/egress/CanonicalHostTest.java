package dev.builderos.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalHostTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "EXAMPLE.Com, example.com",
        "example.com., example.com",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "ｅxample.com, example.com",
        "example。com, example.com",
        "localhost, localhost",
        "127.0.0.1, 127.0.0.1",
        "1e100.net, 1e100.net",
        "0x7f.example, 0x7f.example",
        "[::1], [::1]",
        "[FD00::5], [fd00::5]",
        "[2001:db8::1], [2001:db8::1]",
    })
    void hasOneForm(String written, String canonical) {
        assertThat(CanonicalHost.of(written).orElseThrow().text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // 127.0.0.1, as programs take it
                "127.1",
                "127.0.1",
                "2130706433",
                "0177.0.0.1",
                "0177.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "0x7F.1",
                "127.0.0.01",
                "127.0.0.0x1",
                "127.000.000.001",
                "127.0.0.1.",
                "１２７.0.0.1",
                "127。0。0。1",
                "①②⑦.0.0.1",
                "017700000001",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[0:0:0:0:0:0:0:1]",
                "[::0001]",
                "[0::1]",
                "[::127.0.0.1]",
                "[fe80::1%eth0]",
                "[fe80::1%25eth0]",
                "::1",
                "[::1",
                "[127.0.0.1]",
                "[]",
                // no names
                "",
                ".",
                "..",
                ".example.com",
                "example..com",
                "example.com..",
                "-example.com",
                "example-.com",
                "exa mple.com",
                "exam\u0000ple.com",
                "exam\tple.com",
                "example.com%00.evil.org",
                "user@example.com",
                "example.com:80",
                "example.com/",
                "example.com#",
                "example.com?",
                "exam\\ple.com",
                "*.example.com",
                "1.2.3.4.5",
                "256.1.1.1",
                "example.1",
                "a.0x",
            })
    void isNone(String written) {
        assertThat(CanonicalHost.of(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 300})
    void isNoneWhenTooLong(int length) {
        assertThat(CanonicalHost.of("a".repeat(length) + ".example")).isEmpty();
        assertThat(CanonicalHost.of("a.".repeat(length) + "example")
                        .filter(host -> host.text().length() > 253))
                .isEmpty();
    }
}
