package dev.builderos.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import org.junit.jupiter.api.Test;

class Ed25519Test {
    @Test
    void signsAsTheJdkDoes() throws GeneralSecurityException {
        for (int i = 0; i < 20; i++) {
            KeyPair pair = Ed25519.generate();
            byte[] message = "message ".repeat(i).getBytes(StandardCharsets.UTF_8);
            Signature jdk = Signature.getInstance("Ed25519");
            jdk.initSign(pair.getPrivate());
            jdk.update(message);

            byte[] signature = Ed25519.sign(pair.getPrivate(), pair.getPublic().getEncoded(), message);

            assertThat(signature).isEqualTo(jdk.sign());
        }
    }
}
