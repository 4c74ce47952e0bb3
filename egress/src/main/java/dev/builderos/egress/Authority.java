package dev.builderos.egress;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Stands, towards one command, for the hosts whose tunnels end at the proxy. Its key lives as long as the command and is in
 * no file; nobody but that command is told to trust it.
 */
public final class Authority {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final X500Name NAME = new X500Name("CN=BuilderOS egress proxy of one command");
    private static final Duration VALID = Duration.ofDays(2);
    private static final int SERIAL_BITS = 120;

    /** The authorities of the host, as curl, git and OpenSSL find them on Debian. */
    private static final Path SYSTEM = Path.of("/etc/ssl/certs/ca-certificates.crt");

    /** What is in these stores is public. */
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyPair keys;
    private final X509Certificate certificate;

    private Authority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A new one. */
    public static Authority create() {
        try {
            KeyPair keys = keys();
            JcaX509v3CertificateBuilder builder = builder(NAME, keys);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return new Authority(keys, signed(builder, keys));
        } catch (GeneralSecurityException | OperatorCreationException | IOException broken) {
            throw new IllegalStateException("no certificates can be made here", broken);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair keys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                NAME,
                new BigInteger(SERIAL_BITS, new SecureRandom()),
                Date.from(now.minus(VALID)),
                Date.from(now.plus(VALID)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair by)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by.getPrivate())));
    }

    /** Shows itself as this host. */
    SSLContext as(CanonicalHost host) throws IOException {
        try {
            KeyPair own = keys();
            JcaX509v3CertificateBuilder builder = builder(new X500Name("CN=host"), own);
            int kind = host.address() == null ? GeneralName.dNSName : GeneralName.iPAddress;
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, host.bare())));
            KeyStore store = empty();
            store.setKeyEntry(
                    "host", own.getPrivate(), PASSWORD, new Certificate[] {signed(builder, keys), certificate});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | OperatorCreationException broken) {
            throw new IOException("no certificate for " + host, broken);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /**
     * Writes what makes programs trust it, beside the authorities that they trust anyway.
     *
     * @param directory shown to the command at this very path
     * @return the variables that tell programs
     */
    public Map<String, String> trustedIn(Path directory) throws IOException {
        String own = pem();
        String known = Files.isReadable(SYSTEM) ? Files.readString(SYSTEM, StandardCharsets.ISO_8859_1) : "";
        String all = Files.writeString(directory.resolve("all.pem"), known + own, StandardCharsets.ISO_8859_1)
                .toString();
        String alone = Files.writeString(directory.resolve("proxy.pem"), own).toString();
        Path java = directory.resolve("java.p12");
        try (OutputStream out = Files.newOutputStream(java)) {
            trustStore().store(out, PASSWORD);
        } catch (GeneralSecurityException broken) {
            throw new IOException("the certificates cannot be written", broken);
        }
        return Map.of(
                "SSL_CERT_FILE", all,
                "CURL_CA_BUNDLE", all,
                "GIT_SSL_CAINFO", all,
                "REQUESTS_CA_BUNDLE", all,
                "NODE_EXTRA_CA_CERTS", alone,
                "JAVA_TOOL_OPTIONS",
                        "-Djavax.net.ssl.trustStore=" + java + " -Djavax.net.ssl.trustStorePassword="
                                + String.valueOf(PASSWORD));
    }

    private String pem() throws IOException {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException broken) {
            throw new IOException("the certificate cannot be written", broken);
        }
    }

    private KeyStore trustStore() throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        Path ofTheJdk = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        if (Files.isReadable(ofTheJdk)) {
            KeyStore known = KeyStore.getInstance(ofTheJdk.toFile(), PASSWORD);
            for (String alias : Collections.list(known.aliases())) {
                store.setCertificateEntry(alias, known.getCertificate(alias));
            }
        }
        store.setCertificateEntry("builderos", certificate);
        return store;
    }
}
