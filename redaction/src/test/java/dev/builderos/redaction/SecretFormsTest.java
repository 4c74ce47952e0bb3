package dev.builderos.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of a value counts, and what does not, so that texts stay whole. */
class SecretFormsTest {
    private static final String SECRET = "p4ss/w\"ord&<'é$x>+ ~end";

    private static Redactor knowing(String value) {
        return Redactor.of(Map.of("KEY", value));
    }

    /** Alone: between other letters of two bytes each form would do for the other. */
    @Test
    void ofTwoBytesEachIsTakenOutInEitherOrder() {
        Redactor redactor = knowing(SECRET);
        for (Charset wide : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Redaction redaction = redactor.open();
            byte[] bytes = SECRET.getBytes(wide);

            redaction.write(bytes, 0, bytes.length);
            redaction.end();

            assertThat(new String(redaction.takeBytes(), StandardCharsets.ISO_8859_1))
                    .as(wide.name())
                    .isEqualTo("[redacted:KEY]");
        }
    }

    @Test
    void inBase64ThatIsWrappedIsTakenOutLineByLine() {
        String longer = "a value that is long enough to be wrapped, ".repeat(4);
        for (int width : new int[] {64, 76}) {
            String wrapped = Base64.getMimeEncoder(width, new byte[] {'\n'})
                    .encodeToString(longer.getBytes(StandardCharsets.UTF_8));

            String redacted = knowing(longer).redact(wrapped);

            for (String line : wrapped.split("\n", -1)) {
                if (line.length() < width) {
                    continue; // what is left over may be too short to be told from other text
                }
                assertThat(redacted).as("width %s", width).doesNotContain(line.substring(2, line.length() - 2));
            }
        }
    }

    @Test
    void ofShortLinesIsTakenOutWithoutItsLastEnd() {
        assertThat(knowing("aaaa\nbbbb\ncccc\n").redact("x aaaa\nbbbb\ncccc")).isEqualTo("x [redacted:KEY]");
    }

    @Test
    void ofALeafOfSeveralLinesIsTakenOutLineByLine() {
        assertThat(knowing("{\"key\": \"the first line\\nthe second line\"}").redact("- the second line -"))
                .isEqualTo("- [redacted:KEY] -");
    }

    @Test
    void areNeverShorterThanASecretMayBe() {
        String remainderOfFour = "x".repeat(51);

        assertThat(SecretForms.of(remainderOfFour))
                .isNotEmpty()
                .allMatch(form -> form.length >= Redactor.SHORTEST_SECRET);
    }

    @Test
    void ofAPartThatIsTooShortAreNoneHoweverLongItsEncodingIs() {
        Redactor redactor = knowing("a line that is long enough\nabc");

        assertThat(redactor.redact("\\x61\\x62\\x63")).isEqualTo("\\x61\\x62\\x63");
    }

    @Test
    void ofTheFrameOfACertificateAreNone() {
        Redactor redactor =
                knowing("-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUfakefakefake\n-----END CERTIFICATE-----\n");

        assertThat(redactor.redact("a file with -----BEGIN CERTIFICATE----- in it"))
                .isEqualTo("a file with -----BEGIN CERTIFICATE----- in it");
        assertThat(redactor.redact("MIIBszCCAVmgAwIBAgIUfakefakefake")).isEqualTo("[redacted:KEY]");
    }
}
