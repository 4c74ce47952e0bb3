package dev.builderos.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that nobody said are secret. */
class TokenShapesTest {
    private static final String LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9jK2mN5pQ8sT1vW4yZ7";
    private static final String UPPER = "ABCDEFGH23456789";
    private static final Redactor SHAPES = Redactor.of(Map.of());

    static List<String> tokens() {
        return List.of(
                "AKIA" + UPPER,
                "ASIA" + UPPER,
                "ghp_" + LETTERS.substring(0, 36),
                "gho_" + LETTERS.substring(0, 36),
                "ghu_" + LETTERS.substring(0, 36),
                "ghs_" + LETTERS.substring(0, 36),
                "ghr_" + LETTERS.substring(0, 36),
                "github_pat_" + LETTERS + LETTERS,
                "glpat-" + LETTERS.substring(0, 20),
                "xoxb-1234567890-" + LETTERS,
                "xoxp-1234567890-" + LETTERS,
                "xoxa-1234567890-" + LETTERS,
                "xoxr-1234567890-" + LETTERS,
                "xoxs-1234567890-" + LETTERS,
                "xapp-1-" + LETTERS,
                "https://hooks.slack.com/services/T0/B0/" + LETTERS.substring(0, 24),
                "sk-ant-api03-" + LETTERS,
                "sk-proj-" + LETTERS,
                "sk-svcacct-" + LETTERS,
                "sk-admin-" + LETTERS,
                "sk_live_" + LETTERS.substring(0, 24),
                "rk_live_" + LETTERS.substring(0, 24),
                "sk_test_" + LETTERS.substring(0, 24),
                "rk_test_" + LETTERS.substring(0, 24),
                "whsec_" + LETTERS.substring(0, 32),
                "AIzaSy" + LETTERS.substring(0, 33),
                "npm_" + LETTERS.substring(0, 36),
                "pypi-AgE" + LETTERS,
                "hvs." + LETTERS,
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
                "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlF",
                "eyJraWQiOiIxIiwiYWxnIjoiSFMyNTYifQ.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP",
                key(""),
                key("RSA "),
                key("EC "),
                key("DSA "),
                key("OPENSSH "),
                key("ENCRYPTED "));
    }

    private static String key(String kind) {
        return "-----BEGIN " + kind + "PRIVATE KEY-----\n" + LETTERS + "\n-----END " + kind + "PRIVATE KEY-----";
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void areTakenOutWhereverTheyAreCut(String token) {
        byte[] bytes = ("token=" + token + "; next").getBytes(StandardCharsets.UTF_8);
        String whole = SHAPES.redact(new String(bytes, StandardCharsets.UTF_8));

        assertThat(whole).startsWith("token=[redacted:").endsWith("]; next");
        assertThat(whole).doesNotContain(token.substring(token.length() - 8));
        for (int cut = 0; cut <= bytes.length; cut++) {
            Redaction redaction = SHAPES.open();
            redaction.write(bytes, 0, cut);
            redaction.write(bytes, cut, bytes.length);
            redaction.end();
            assertThat(redaction.take()).as("cut at %s", cut).isEqualTo(whole);
        }
    }

    @Test
    void areNoneWhenTheyAreTooShort() {
        String text = "AKIA is a prefix, ghp_short too, and sk-ant-nothing";

        assertThat(SHAPES.redact(text)).isEqualTo(text);
    }
}
