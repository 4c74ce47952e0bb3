package dev.builderos.receipts;

import dev.builderos.contracts.Digest;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;

/** The public half of a signing key. Two are equal when their X.509 encodings are. */
public final class VerifyingKey {
    private final PublicKey key;
    private final byte[] x509;
    private final String keyId;

    VerifyingKey(PublicKey key) {
        this.key = key;
        this.x509 = key.getEncoded();
        this.keyId = Digest.of(x509).hex();
    }

    byte[] x509() {
        return x509;
    }

    /**
     * Reads an X.509 SubjectPublicKeyInfo.
     *
     * @throws IllegalArgumentException when the bytes are not exactly the encoding of an Ed25519 key
     */
    public static VerifyingKey ofX509(byte[] x509) {
        try {
            VerifyingKey read = new VerifyingKey(Ed25519.publicKey(x509));
            if (Arrays.equals(read.x509, x509)) {
                return read;
            }
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("not an Ed25519 public key", e);
        }
        throw new IllegalArgumentException("not the usual encoding of an Ed25519 public key");
    }

    /** SHA-256 of the X.509 encoding, in hex. */
    public String keyId() {
        return keyId;
    }

    /** The X.509 encoding in base64, as a receipt file carries it. */
    public String base64() {
        return Base64Text.encode(x509);
    }

    /** The key as a PEM text, as a directory of trusted keys carries it. */
    public String pem() {
        return Pem.PUBLIC_KEY.write(x509);
    }

    boolean verifies(byte[] message, byte[] signature) {
        return Ed25519.verifies(key, message, signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey that && Arrays.equals(x509, that.x509);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(x509);
    }

    @Override
    public String toString() {
        return "VerifyingKey[" + keyId() + "]";
    }
}
