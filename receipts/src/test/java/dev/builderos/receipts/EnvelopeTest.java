package dev.builderos.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final SigningKey KEY = SigningKey.generate();

    @Test
    void encodesTheVectorPublishedWithTheProtocol() {
        byte[] encoded = Envelope.preAuthentication("http://example.com/HelloWorld", bytes("hello world"));

        assertThat(encoded)
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void countsBytesAndNotCharacters() {
        assertThat(Envelope.preAuthentication("é", bytes("ü"))).isEqualTo(bytes("DSSEv1 2 é 2 ü"));
    }

    @Test
    void signatureHoldsForItsPayloadAndTypeOnly() {
        Envelope signed = Envelope.sign("a", bytes("hello"), KEY);

        assertThat(signed.signedBy(KEY.verifyingKey())).isTrue();
        assertThat(signed.signedBy(SigningKey.generate().verifyingKey())).isFalse();
        assertThat(new Envelope("b", signed.payload(), signed.keyId(), signed.signature()).signedBy(KEY.verifyingKey()))
                .isFalse();
        assertThat(new Envelope("a", Base64Text.encode(bytes("hullo")), signed.keyId(), signed.signature())
                        .signedBy(KEY.verifyingKey()))
                .isFalse();
    }

    @Test
    void takesNoSignatureForOneThatIsEmptyOrTooLongOrAllZero() {
        Envelope signed = Envelope.sign("a", bytes("hello"), KEY);

        for (byte[] other : new byte[][] {new byte[0], new byte[63], new byte[64], new byte[65]}) {
            assertThat(new Envelope("a", signed.payload(), signed.keyId(), Base64Text.encode(other))
                            .signedBy(KEY.verifyingKey()))
                    .isFalse();
        }
    }

    @Test
    void refusesASecondSpellingOfTheSameBytes() {
        assertThatThrownBy(() -> new Envelope("a", "aGVsbG9=", "k", "")) // the usual form ends in 8=
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
