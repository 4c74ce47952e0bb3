package dev.builderos.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardedInputTest {
    private static final String SECRET = "canary-of-a-file/7";

    private final KnownSecrets secrets = KnownSecrets.of(Map.of("API_TOKEN", SECRET));

    /** Gives no more than this at a time. */
    private static InputStream inPieces(byte[] content, int piece) {
        return new ByteArrayInputStream(content) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, piece));
            }
        };
    }

    private static ByteArrayOutputStream readAll(InputStream content) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] chunk = new byte[64];
        for (int n = content.read(chunk); n >= 0; n = content.read(chunk)) {
            read.write(chunk, 0, n);
        }
        return read;
    }

    @Test
    void findsEveryFormInContentThatComesInPiecesOfAnySize() {
        for (byte[] form : SecretForms.of(SECRET)) {
            byte[] content = ("before " + latin(form) + " after").getBytes(StandardCharsets.ISO_8859_1);
            for (int piece = 1; piece <= content.length; piece++) {
                InputStream guarded = secrets.guarded(inPieces(content, piece));
                assertThatThrownBy(() -> readAll(guarded))
                        .as("%s in pieces of %d", latin(form), piece)
                        .isInstanceOfSatisfying(
                                SecretFound.class,
                                found -> assertThat(found.secret()).isEqualTo("API_TOKEN"))
                        .hasMessageNotContaining(SECRET);
            }
        }
    }

    @Test
    void findsASecretAtTheVeryEndAndOneReadByteByByte() {
        InputStream guarded = secrets.guarded(new ByteArrayInputStream(SECRET.getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> {
                    while (guarded.read() >= 0) {}
                })
                .isInstanceOf(SecretFound.class);
    }

    @Test
    void givesEverythingElseAsItIs() throws IOException {
        byte[] content = ("canary-of-a-fil canary-of-a-file " + SECRET.substring(1) + " ghp_" + "a".repeat(36))
                .getBytes(StandardCharsets.UTF_8);

        for (int piece = 1; piece <= content.length; piece++) {
            assertThat(readAll(secrets.guarded(inPieces(content, piece))).toByteArray())
                    .isEqualTo(content);
        }
    }

    @Test
    void isNotInTheWayWhileNoValueIsKnown() {
        InputStream content = InputStream.nullInputStream();

        assertThat(KnownSecrets.of(Map.of()).guarded(content)).isSameAs(content);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
