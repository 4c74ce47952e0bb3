package dev.builderos.runner.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.runner.hook.HookHeader;
import dev.builderos.contracts.runner.hook.HookProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String BODY = "Hello, World!";
    private static final String SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIME = 1_614_265_330L;
    private static final String MESSAGE = "{\"test\": 2432232314}";
    private static final String V1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static final Instant NOW = Instant.ofEpochSecond(TIME);

    // ---- GitHub, by the vector it publishes

    @Test
    void takesThePublishedSignatureOfGitHub() {
        assertThat(github(SIGNATURE, BODY)).isEqualTo(new Verification.Genuine("d-1"));
    }

    @Test
    void takesUpperCaseHexadecimalWhichIsTheSameBytes() {
        assertThat(github("sha256=" + SIGNATURE.substring(7).toUpperCase(Locale.ROOT), BODY))
                .isInstanceOf(Verification.Genuine.class);
    }

    static Stream<String> wrongSignatures() {
        String hex = SIGNATURE.substring(7);
        return Stream.of(
                "",
                hex,
                "sha256=",
                "sha1=" + hex,
                "SHA256=" + hex,
                "sha256=" + hex.substring(2),
                "sha256=" + hex.substring(1),
                "sha256=" + hex + "00",
                "sha256=" + hex.replace('7', 'g'),
                "sha256=" + hex.replace("75", "76"),
                "sha256= " + hex,
                "sha256=" + "0".repeat(64),
                "sha256=" + hex + ",sha256=" + hex);
    }

    @ParameterizedTest
    @MethodSource("wrongSignatures")
    void refusesEverySignatureThatIsNotTheOne(String signature) {
        assertThat(github(signature, BODY)).isInstanceOf(Verification.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello, World",
                "Hello, World!\n",
                "Hello, World!\r\n",
                " Hello, World!",
                "\uFEFFHello, World!",
                "hello, World!",
                "Hello,\u00A0World!",
                ""
            })
    void refusesABodyThatDiffersInAByte(String body) {
        assertThat(github(SIGNATURE, body)).isInstanceOf(Verification.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\r\n\"a\":1}\r\n",
                "{\"ü\":\"\uD83D\uDE80\"}",
                "  {}  ",
                "\uFEFF{}",
                "\0",
                "{\"a\":\"\\u00fc\"}"
            })
    void takesAnyBodyAsItWasSigned(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        assertThat(verify(HookProvider.GITHUB, List.of(SECRET), bytes, signed(SECRET, bytes)))
                .isInstanceOf(Verification.Genuine.class);
    }

    @Test
    void countsTheBytesOnTheWireAndNotWhatTheyAreUnpackedTo() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(BODY.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(verify(
                        HookProvider.GITHUB,
                        List.of(SECRET),
                        packed.toByteArray(),
                        signed(SECRET, packed.toByteArray())))
                .isInstanceOf(Verification.Genuine.class);
        assertThat(verify(
                        HookProvider.GITHUB,
                        List.of(SECRET),
                        packed.toByteArray(),
                        new HookHeader("x-hub-signature-256", SIGNATURE)))
                .isInstanceOf(Verification.Refused.class);
    }

    @Test
    void refusesJsonThatWasWrittenAnew() {
        byte[] sent = "{\"b\": 1, \"a\": 2}".getBytes(StandardCharsets.UTF_8);
        byte[] again = "{\"b\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8);

        assertThat(verify(HookProvider.GITHUB, List.of(SECRET), again, signed(SECRET, sent)))
                .isInstanceOf(Verification.Refused.class);
    }

    @Test
    void refusesWithoutAndWithTwoSignatures() {
        HookHeader signature = new HookHeader("x-hub-signature-256", SIGNATURE);

        assertThat(verify(HookProvider.GITHUB, List.of(SECRET), bytes(BODY))).isInstanceOf(Verification.Refused.class);
        assertThat(verify(HookProvider.GITHUB, List.of(SECRET), bytes(BODY), signature, signature))
                .isInstanceOf(Verification.Refused.class);
        assertThat(verify(
                        HookProvider.GITHUB,
                        List.of(SECRET),
                        bytes(BODY),
                        new HookHeader("x-hub-signature", SIGNATURE)))
                .isInstanceOf(Verification.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"another secret of 16", "It's a Secret to Everybody ", "It's a secret to Everybody"})
    void refusesAnotherSecret(String other) {
        assertThat(verify(
                        HookProvider.GITHUB,
                        List.of(other),
                        bytes(BODY),
                        new HookHeader("x-hub-signature-256", SIGNATURE)))
                .isInstanceOf(Verification.Refused.class);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void takesNothingWhereNoSecretIsKept(HookProvider provider) {
        assertThat(Verification.of(provider, List.of(), headers(SIGNATURE), bytes(BODY), NOW))
                .isEqualTo(new Verification.Refused("the endpoint has no secret"));
    }

    static Stream<HookProvider> providers() {
        return Stream.of(HookProvider.values());
    }

    @Test
    void takesBothSecretsWhileTheyAreChanged() {
        byte[] body = bytes(BODY);
        List<String> both = List.of("the new secret of it", SECRET);

        assertThat(verify(HookProvider.GITHUB, both, body, signed(SECRET, body)))
                .isInstanceOf(Verification.Genuine.class);
        assertThat(verify(HookProvider.GITHUB, both, body, signed("the new secret of it", body)))
                .isInstanceOf(Verification.Genuine.class);
        assertThat(verify(HookProvider.GITHUB, both, body, signed("a third one of them", body)))
                .isInstanceOf(Verification.Refused.class);
    }

    @Test
    void callsADeliveryWithoutAnIdAfterItsBody() {
        assertThat(verify(
                        HookProvider.GITHUB,
                        List.of(SECRET),
                        bytes(BODY),
                        new HookHeader("x-hub-signature-256", SIGNATURE)))
                .isEqualTo(new Verification.Genuine(Digest.of(bytes(BODY)).value()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\nbreak", "ünicode"})
    void refusesAnIdThatIsNone(String id) {
        assertThat(verify(
                        HookProvider.GITHUB,
                        List.of(SECRET),
                        bytes(BODY),
                        new HookHeader("x-hub-signature-256", SIGNATURE),
                        new HookHeader("x-github-delivery", id)))
                .isInstanceOf(Verification.Refused.class);
    }

    // ---- Standard Webhooks, by the vector it publishes

    @Test
    void takesThePublishedSignatureOfStandardWebhooks() {
        assertThat(standard(ID, String.valueOf(TIME), V1, NOW)).isEqualTo(new Verification.Genuine(ID));
    }

    @Test
    void takesItWhereverItStandsAmongOthers() {
        assertThat(standard(ID, String.valueOf(TIME), "v1,AAAA v2,BBBB " + V1, NOW))
                .isInstanceOf(Verification.Genuine.class);
        assertThat(standard(ID, String.valueOf(TIME), V1 + " v1,not-base64!", NOW))
                .isInstanceOf(Verification.Genuine.class);
    }

    static Stream<String> wrongLists() {
        String signature = V1.substring(3);
        return Stream.of(
                "",
                signature,
                "v1a," + signature,
                "v2," + signature,
                "v1;" + signature,
                "V1," + signature,
                "v1," + signature.substring(1),
                "v1,",
                "v1," + signature + ",x");
    }

    @ParameterizedTest
    @MethodSource("wrongLists")
    void refusesEveryListThatHoldsNoneOfItsOwn(String signatures) {
        assertThat(standard(ID, String.valueOf(TIME), signatures, NOW)).isInstanceOf(Verification.Refused.class);
    }

    @Test
    void refusesAThousandSignaturesWithoutTryingThem() {
        String many = "v1,AAAA ".repeat(999) + V1;

        assertThat(standard(ID, String.valueOf(TIME), many, NOW))
                .isEqualTo(new Verification.Refused("webhook-signature holds more than 16 signatures"));
    }

    @Test
    void takesWhatIsFiveMinutesOffAndNothingBeyond() {
        assertThat(standard(ID, String.valueOf(TIME), V1, NOW.plusSeconds(300)))
                .isInstanceOf(Verification.Genuine.class);
        assertThat(standard(ID, String.valueOf(TIME), V1, NOW.minusSeconds(300)))
                .isInstanceOf(Verification.Genuine.class);
        assertThat(standard(ID, String.valueOf(TIME), V1, NOW.plusSeconds(301)))
                .isInstanceOf(Verification.Refused.class);
        assertThat(standard(ID, String.valueOf(TIME), V1, NOW.minusSeconds(301)))
                .isInstanceOf(Verification.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "1614265330.0", "-1614265330", "99999999999999999999", "0x10", " 1614265330"})
    void refusesATimeThatIsNoNumberOfSeconds(String time) {
        assertThat(standard(ID, time, V1, NOW)).isInstanceOf(Verification.Refused.class);
    }

    @Test
    void refusesAnIdWithADotThroughWhichTimeAndBodyCouldShift() throws GeneralSecurityException {
        byte[] body = bytes(MESSAGE);
        String signature = standardSignature("msg.1", TIME, body);

        assertThat(verify(
                        HookProvider.STANDARD,
                        List.of(WHSEC),
                        body,
                        standardHeaders("msg.1", String.valueOf(TIME), signature)))
                .isInstanceOf(Verification.Refused.class);
        assertThat(verify(
                        HookProvider.STANDARD,
                        List.of(WHSEC),
                        body,
                        standardHeaders("msg_1", String.valueOf(TIME), standardSignature("msg_1", TIME, body))))
                .isInstanceOf(Verification.Genuine.class);
    }

    @Test
    void refusesAnotherIdOrTimeUnderTheSameSignature() {
        assertThat(standard("msg_other", String.valueOf(TIME), V1, NOW)).isInstanceOf(Verification.Refused.class);
        assertThat(standard(ID, String.valueOf(TIME + 1), V1, NOW)).isInstanceOf(Verification.Refused.class);
    }

    @Test
    void refusesWhatLacksOneOfItsHeaders() {
        HookHeader[] all = standardHeaders(ID, String.valueOf(TIME), V1);
        for (int missing = 0; missing < all.length; missing++) {
            List<HookHeader> some = new ArrayList<>(List.of(all));
            some.remove(missing);

            assertThat(Verification.of(HookProvider.STANDARD, List.of(WHSEC), some, bytes(MESSAGE), NOW))
                    .isInstanceOf(Verification.Refused.class);
        }
    }

    // ---- GitLab, and whoever signs

    @Test
    void takesTheTokenOfGitLabAndNoPartOfIt() {
        String token = "glhook-0123456789abcdef";

        assertThat(gitlab(token, token))
                .isEqualTo(new Verification.Genuine(Digest.of(bytes(BODY)).value()));
        assertThat(gitlab(token, token.substring(1))).isInstanceOf(Verification.Refused.class);
        assertThat(gitlab(token, token + "0")).isInstanceOf(Verification.Refused.class);
        assertThat(gitlab(token, token.toUpperCase(Locale.ROOT))).isInstanceOf(Verification.Refused.class);
        assertThat(gitlab(token, "")).isInstanceOf(Verification.Refused.class);
    }

    @Test
    void saysNoTokenInWhatItRefuses() {
        assertThat(gitlab("glhook-0123456789abcdef", "glhook-wrong-token-9876").toString())
                .doesNotContain("wrong-token", "0123456789");
        assertThat(new HookHeader("x-gitlab-token", "glhook-wrong-token-9876").toString())
                .doesNotContain("wrong-token");
    }

    @Test
    void takesAPlainSignatureUnderEitherNameAndNotUnderBoth() {
        byte[] body = bytes(BODY);
        HookHeader plain = new HookHeader("x-signature-256", SIGNATURE);
        HookHeader github = new HookHeader("x-hub-signature-256", SIGNATURE);

        assertThat(verify(HookProvider.HMAC, List.of(SECRET), body, plain)).isInstanceOf(Verification.Genuine.class);
        assertThat(verify(HookProvider.HMAC, List.of(SECRET), body, github)).isInstanceOf(Verification.Genuine.class);
        assertThat(verify(HookProvider.HMAC, List.of(SECRET), body, plain, github))
                .isInstanceOf(Verification.Refused.class);
    }

    // ---- what the tests do

    private static Verification.Outcome github(String signature, String body) {
        return Verification.of(HookProvider.GITHUB, List.of(SECRET), headers(signature), bytes(body), NOW);
    }

    private static List<HookHeader> headers(String signature) {
        return List.of(new HookHeader("x-hub-signature-256", signature), new HookHeader("x-github-delivery", "d-1"));
    }

    private static Verification.Outcome gitlab(String secret, String shown) {
        return verify(HookProvider.GITLAB, List.of(secret), bytes(BODY), new HookHeader("x-gitlab-token", shown));
    }

    private static Verification.Outcome standard(String id, String time, String signatures, Instant now) {
        return Verification.of(
                HookProvider.STANDARD,
                List.of(WHSEC),
                List.of(standardHeaders(id, time, signatures)),
                bytes(MESSAGE),
                now);
    }

    private static HookHeader[] standardHeaders(String id, String time, String signatures) {
        return new HookHeader[] {
            new HookHeader("webhook-id", id),
            new HookHeader("webhook-timestamp", time),
            new HookHeader("webhook-signature", signatures)
        };
    }

    private static Verification.Outcome verify(
            HookProvider provider, List<String> secrets, byte[] body, HookHeader... headers) {
        return Verification.of(provider, secrets, List.of(headers), body, NOW);
    }

    private static HookHeader signed(String secret, byte[] body) {
        try {
            return new HookHeader(
                    "x-hub-signature-256", "sha256=" + HexFormat.of().formatHex(hmac(bytes(secret), body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String standardSignature(String id, long time, byte[] body) throws GeneralSecurityException {
        byte[] key = Base64.getDecoder().decode(WHSEC.substring("whsec_".length()));
        String text = id + "." + time + "." + new String(body, StandardCharsets.UTF_8);
        return "v1," + Base64.getEncoder().encodeToString(hmac(key, bytes(text)));
    }

    private static byte[] hmac(byte[] key, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
