package dev.builderos.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens that are known by how they are written, so that they are taken out though nobody said that they are secret. The shapes are
 * those their issuers document; only such as hardly occur by chance are here.
 */
final class TokenShapes {
    private static final int LONGEST_TOKEN = 4_096;
    private static final int LONGEST_KEY = 16 * 1_024;

    private TokenShapes() {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        for (String prefix : List.of("AKIA", "ASIA")) {
            rules.add(run("aws-access-key", prefix, ByteClass.UPPER_OR_DIGIT, 16, 16));
        }
        for (String prefix : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
            rules.add(run("github-token", prefix, ByteClass.ALPHANUMERIC, 36, 255));
        }
        rules.add(run("github-token", "github_pat_", ByteClass.TOKEN, 60, 255));
        rules.add(run("gitlab-token", "glpat-", ByteClass.TOKEN_WITH_DOTS, 20, 255));
        for (String prefix : List.of("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-")) {
            rules.add(run("slack-token", prefix, ByteClass.TOKEN, 20, 255));
        }
        rules.add(run("slack-webhook", "https://hooks.slack.com/services/", ByteClass.PATH, 20, 255));
        rules.add(run("anthropic-key", "sk-ant-", ByteClass.TOKEN, 32, 255));
        for (String prefix : List.of("sk-proj-", "sk-svcacct-", "sk-admin-")) {
            rules.add(run("openai-key", prefix, ByteClass.TOKEN, 32, 255));
        }
        for (String prefix : List.of("sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_")) {
            rules.add(run("stripe-key", prefix, ByteClass.ALPHANUMERIC, 20, 255));
        }
        rules.add(run("google-key", "AIzaSy", ByteClass.TOKEN, 33, 33));
        rules.add(run("npm-token", "npm_", ByteClass.ALPHANUMERIC, 36, 36));
        rules.add(run("pypi-token", "pypi-AgE", ByteClass.TOKEN, 50, 512));
        rules.add(run("vault-token", "hvs.", ByteClass.TOKEN, 24, 512));
        // The three headers a JSON web token begins with: {"alg": …, {"typ": …, {"kid": …
        for (String prefix : List.of("eyJhbGciOi", "eyJ0eXAiOi", "eyJraWQiOi")) {
            rules.add(run("jwt", prefix, ByteClass.TOKEN_WITH_DOTS, 30, LONGEST_TOKEN));
        }
        for (String kind : List.of("", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ")) {
            rules.add(Rule.of(
                    "private-key",
                    bytes("-----BEGIN " + kind + "PRIVATE KEY-----"),
                    new Rule.Tail.Until("-----END " + kind + "PRIVATE KEY-----", LONGEST_KEY)));
        }
        return rules;
    }

    private static Rule run(String name, String prefix, ByteClass bytes, int least, int most) {
        return Rule.of(name, bytes(prefix), new Rule.Tail.Run(bytes, least, most));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
