package dev.builderos.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken out, what stays, and that it does not matter how a text was cut. */
class RedactorTest {
    private static final String SECRET = "p4ss/w\"ord&<'é$x>+ ~end";
    private static final String MARK = "[redacted:DB]";
    private static final long SEED = 20_261_129;

    private static final Redactor REDACTOR = Redactor.of(Map.of("DB", SECRET));

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Written in pieces that end at these places. */
    private static byte[] written(Redactor redactor, byte[] bytes, int... ends) {
        Redaction redaction = redactor.open();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = 0;
        for (int end : ends) {
            redaction.write(bytes, from, end);
            out.writeBytes(redaction.takeBytes());
            from = end;
        }
        redaction.write(bytes, from, bytes.length);
        redaction.end();
        out.writeBytes(redaction.takeBytes());
        return out.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Encodings by the hands of others, not by what makes the forms. */
    static Map<String, UnaryOperator<String>> encodings() {
        Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
        all.put("as it is", text -> text);
        for (int shift = 0; shift < 3; shift++) {
            String before = "abc".substring(0, shift);
            all.put("base64 behind " + shift, text -> Base64.getEncoder().encodeToString(utf8(before + text + "tail")));
            all.put(
                    "base64url behind " + shift,
                    text -> Base64.getUrlEncoder().encodeToString(utf8(before + text + "tail")));
        }
        all.put("hex", text -> HexFormat.of().formatHex(utf8(text)));
        all.put("HEX", text -> HexFormat.of().withUpperCase().formatHex(utf8(text)));
        all.put("form", text -> URLEncoder.encode(text, StandardCharsets.UTF_8));
        all.put("URL", RedactorTest::url);
        all.put("JSON", text -> text.replace("\\", "\\\\").replace("\"", "\\\""));
        all.put("JSON with slashes", text -> text.replace("\"", "\\\"").replace("/", "\\/"));
        all.put("JSON in ASCII", text -> text.replace("\"", "\\\"").replace("é", "\\u00e9"));
        all.put(
                "JSON safe in HTML",
                text -> text.replace("\"", "\\\"")
                        .replace("<", "\\u003c")
                        .replace(">", "\\u003e")
                        .replace("&", "\\u0026"));
        all.put("shell, single quotes", text -> "'" + text.replace("'", "'\\''") + "'");
        all.put("shell, double quotes", text -> "\"" + text.replace("$", "\\$").replace("\"", "\\\"") + "\"");
        all.put("XML", text -> xml(text).replace("'", "&#39;"));
        all.put("hex with colons", text -> HexFormat.ofDelimiter(":").formatHex(utf8(text)));
        all.put("hex with blanks", text -> HexFormat.ofDelimiter(" ").formatHex(utf8(text)));
        all.put("URL, twice", text -> url(url(text)));
        all.put("URL, by browsers", text -> url(text).replace("%27", "'"));
        all.put("JSON twice", text -> text.replace("\"", "\\\\\\\""));
        all.put(
                "JSON by Gson, in ASCII",
                text -> text.replace("\"", "\\\"")
                        .replace("<", "\\u003c")
                        .replace(">", "\\u003e")
                        .replace("&", "\\u0026")
                        .replace("'", "\\u0027")
                        .replace("é", "\\u00e9"));
        all.put("shell, a quote between double ones", text -> "'" + text.replace("'", "'\"'\"'") + "'");
        all.put("shell, a quote behind a backslash", text -> "$'" + text.replace("'", "\\'") + "'");
        all.put("shell, printf %q", text -> text.replaceAll("[\"&<'$> ~]", "\\\\$0"));
        for (String apostrophe : List.of("&apos;", "&#x27;", "'")) {
            all.put("XML with " + apostrophe, text -> xml(text).replace("'", apostrophe));
        }
        all.put("XML with &#34;", text -> xml(text).replace("&quot;", "&#34;").replace("'", "&#39;"));
        all.put("XML with \"", text -> xml(text).replace("&quot;", "\"").replace("'", "&#39;"));
        all.put(
                "base64 twice",
                text -> Base64.getEncoder()
                        .encodeToString(utf8(Base64.getEncoder().encodeToString(utf8(text)))));
        all.put(
                "bytes of C",
                text -> IntStream.range(0, utf8(text).length)
                        .mapToObj(i -> "\\x%02x".formatted(utf8(text)[i] & 0xff))
                        .collect(Collectors.joining()));
        return all;
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static List<String> encodingNames() {
        return List.copyOf(encodings().keySet());
    }

    /** A few characters at either end may depend on what stands beside them; of what is between no part is to be left. */
    private static void assertNothingLeft(String output, String encoded) {
        int piece = 12;
        for (int from = 4; from + piece <= encoded.length() - 4; from++) {
            assertThat(output).doesNotContain(encoded.substring(from, from + piece));
        }
    }

    @ParameterizedTest
    @MethodSource("encodingNames")
    void takesASecretOutOfAnyEncodingWhereverItIsCut(String name) {
        String encoded = encodings().get(name).apply(SECRET);
        String text = "before " + encoded + " behind";
        byte[] bytes = utf8(text);
        byte[] whole = written(REDACTOR, bytes);

        assertThat(text(whole)).startsWith("before ").endsWith(" behind").contains(MARK);
        assertNothingLeft(text(whole), encoded);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(written(REDACTOR, bytes, cut)).as("cut at %s", cut).isEqualTo(whole);
        }
        assertThat(written(REDACTOR, bytes, IntStream.range(1, bytes.length).toArray()))
                .as("byte by byte")
                .isEqualTo(whole);
    }

    @Test
    void leavesOtherTextAsItIsAndHoldsNothingBackOfIt() {
        Redaction redaction = REDACTOR.open();
        byte[] line = utf8("[INFO] 0123456789 compiled 42 classes, ünïcödé and \033[31mcolours\033[0m\n");

        redaction.write(line, 0, line.length);

        assertThat(redaction.takeBytes()).isEqualTo(line);
        assertThat(redaction.holds()).isFalse();
        assertThat(redaction.marks()).isZero();
    }

    @Test
    void holdsTheBeginningOfASecretBack() {
        Redaction redaction = REDACTOR.open();
        byte[] bytes = utf8("it is " + SECRET.substring(0, 10));

        redaction.write(bytes, 0, bytes.length);

        assertThat(text(redaction.takeBytes())).isEqualTo("it is ");
        assertThat(redaction.holds()).isTrue();
        redaction.end();
        assertThat(text(redaction.takeBytes())).as("it was none").isEqualTo(SECRET.substring(0, 10));
    }

    @Test
    void coversSecretsThatOverlap() {
        Redactor two = Redactor.of(Map.of("ONE", "abcdefghij", "TWO", "ghijklmnop", "THREE", "abcdefghijxyz"));

        assertThat(two.redact("-abcdefghijklmnop-")).isEqualTo("-[redacted:ONE]-");
        assertThat(two.redact("abcdefghijxyz.")).doesNotContain("xyz").endsWith(".");
        assertThat(two.redact("abcdefghijabcdefghij")).isEqualTo("[redacted:ONE][redacted:ONE]");
    }

    @Test
    void needsNoMoreMemoryForASecretThatOverlapsItselfForever() {
        Redaction redaction = Redactor.of(Map.of("SAME", "aaaaaaaaaa")).open();
        byte[] many = "a".repeat(1_000).getBytes(StandardCharsets.US_ASCII);

        for (int i = 0; i < 100; i++) {
            redaction.write(many, 0, many.length);
        }
        redaction.end();

        assertThat(text(redaction.takeBytes())).isEqualTo("[redacted:SAME]");
    }

    @Test
    void takesOutWhatIsASecretWithinASecret() {
        Redactor parts = Redactor.of(Map.of(
                "JSON",
                "{\"user\": \"somebody\", \"keys\": [\"leaf-of-the-tree\", 1234567890]}",
                "URL",
                "postgres://app:hunter2hunter2@db.example.com:5432/app",
                "DOTENV",
                "# ours\nexport FIRST_KEY='one of two'\nSECOND=two-of-two\n"));

        assertThat(parts.redact("leaf-of-the-tree")).doesNotContain("leaf");
        assertThat(parts.redact("1234567890")).doesNotContain("123");
        assertThat(parts.redact("password hunter2hunter2")).doesNotContain("hunter2");
        assertThat(parts.redact("one of two, two-of-two"))
                .doesNotContain("of two")
                .doesNotContain("of-two");
    }

    @Test
    void takesOutEachLineOfAPrivateKeyAndTheBlock() {
        String body = IntStream.range(0, 10)
                .mapToObj(i -> Base64.getEncoder()
                        .encodeToString(
                                ("line " + i + " of the key, some bytes of it").getBytes(StandardCharsets.US_ASCII)))
                .collect(Collectors.joining("\n"));
        String pem = "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
        Redactor known = Redactor.of(Map.of("KEY", pem));
        Redactor unknown = Redactor.of(Map.of());

        for (String line : body.split("\n", -1)) {
            assertThat(known.redact("x " + line + " y")).isEqualTo("x [redacted:KEY] y");
        }
        assertThat(unknown.redact("a\n" + pem + "b")).isEqualTo("a\n[redacted:private-key]\nb");
        assertThat(unknown.redact("a -----BEGIN PRIVATE KEY-----\n" + body))
                .as("cut off")
                .isEqualTo("a [redacted:private-key]");
    }

    @Test
    void takesNoBlanksForASecret() {
        assertThat(Redactor.of(Map.of("EMPTY", " ".repeat(20))).redact("a" + " ".repeat(30) + "b"))
                .isEqualTo("a" + " ".repeat(30) + "b");
    }

    @Test
    void letsPassWhatNeitherIsNorBeginsASecret() {
        Redaction redaction = REDACTOR.open();

        assertThat(redaction.passes(utf8("nothing in it\n"))).isTrue();
        assertThat(redaction.passes(utf8("it is " + SECRET + "\n"))).isFalse();
        assertThat(redaction.passes(utf8("it begins " + SECRET.substring(0, 3))))
                .isFalse();
        redaction.write(utf8("p4ss"), 0, 4);
        assertThat(redaction.passes(utf8("nothing in it\n")))
                .as("while something is held back")
                .isFalse();
    }

    @Test
    void refusesAValueThatCouldBeAnyText() {
        assertThatThrownBy(() -> Redactor.of(Map.of("PIN", "1234567")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PIN")
                .hasMessageNotContaining("1234567");
    }

    /** Random secrets of few letters, which overlap a lot, in random texts, cut at random: never a secret, never anything else lost. */
    @Test
    void agreesWithTakingOutEachByteThatBelongsToASecret() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            Map<String, String> secrets = new LinkedHashMap<>();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                secrets.put("S" + i, letters(random, 8 + random.nextInt(6)));
            }
            StringBuilder text = new StringBuilder();
            while (text.length() < 200) {
                text.append(
                        random.nextInt(4) == 0
                                ? List.copyOf(secrets.values()).get(random.nextInt(secrets.size()))
                                : letters(random, random.nextInt(10)));
            }
            byte[] bytes = utf8(text.toString());
            int[] cuts =
                    random.ints(random.nextInt(8), 0, bytes.length).sorted().toArray();

            String redacted = text(written(Redactor.of(secrets), bytes, cuts));

            assertThat(redacted.replaceAll("(\\[redacted:S\\d])+", "#"))
                    .as("seed %s, round %s, secrets %s", SEED, round, secrets)
                    .isEqualTo(naive(text.toString(), secrets));
        }
    }

    private static String letters(Random random, int length) {
        return random.ints(length, 'a', 'd')
                .mapToObj(character -> String.valueOf((char) character))
                .collect(Collectors.joining());
    }

    private static String naive(String text, Map<String, String> secrets) {
        boolean[] gone = new boolean[text.length()];
        for (String secret : secrets.values()) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
                java.util.Arrays.fill(gone, at, at + secret.length(), true);
            }
        }
        StringBuilder left = new StringBuilder();
        for (int i = 0; i < gone.length; i++) {
            if (!gone[i]) {
                left.append(text.charAt(i));
            } else if (i == 0 || !gone[i - 1]) {
                left.append('#');
            }
        }
        return left.toString();
    }

    @Test
    void isAsQuickWithManySecretsAsItsTableSays() {
        Map<String, String> many = new LinkedHashMap<>();
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            byte[] value = new byte[24];
            random.nextBytes(value);
            many.put("S" + i, Base64.getEncoder().encodeToString(value));
        }
        List<byte[]> forms = new ArrayList<>();
        many.values().forEach(value -> forms.addAll(SecretForms.of(value)));

        assertThat(forms.size()).as("forms of a hundred secrets").isBetween(1_000, 6_000);
        assertThat(Redactor.of(many).fill()).as("how full the table is").isLessThan(0.03);
    }

    @Test
    void writesFormsInSmallAndBigLetters() {
        assertThat(SecretForms.of("key/with/slashes").stream().map(RedactorTest::text))
                .contains(
                        "key%2Fwith%2Fslashes",
                        "key%2fwith%2fslashes", "6B65792F776974682F736C6173686573".toUpperCase(Locale.ROOT));
    }
}
