package dev.builderos.receipts;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Ed25519: the JDK's keys and verification, without checked exceptions that no Java platform of ours can throw. */
final class Ed25519 {
    private static final String ALGORITHM = "Ed25519";

    /** The key itself, at the end of its X.509 form. */
    private static final int PUBLIC_KEY_BYTES = 32;

    private Ed25519() {}

    static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static PublicKey publicKey(byte[] x509) throws InvalidKeySpecException {
        return keys().generatePublic(new X509EncodedKeySpec(x509));
    }

    static PrivateKey privateKey(byte[] pkcs8) throws InvalidKeySpecException {
        return keys().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** The same bytes as the JDK makes, about ten times faster: BouncyCastle keeps a table of multiples of the base point. */
    static byte[] sign(PrivateKey key, byte[] x509, byte[] message) {
        byte[] seed = ((EdECPrivateKey) key)
                .getBytes()
                .orElseThrow(() -> new IllegalStateException("the signing key does not give its bytes"));
        byte[] signature = new byte[org.bouncycastle.math.ec.rfc8032.Ed25519.SIGNATURE_SIZE];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                seed, 0, x509, x509.length - PUBLIC_KEY_BYTES, message, 0, message.length, signature, 0);
        return signature;
    }

    static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // bytes that are no signature at all
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static KeyFactory keys() {
        try {
            return KeyFactory.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException cause) {
        return new IllegalStateException("this Java platform has no working Ed25519", cause);
    }
}
