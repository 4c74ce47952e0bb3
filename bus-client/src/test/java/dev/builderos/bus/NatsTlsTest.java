package dev.builderos.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.bus.nats.NatsServer;
import dev.builderos.bus.nats.NatsSettings;
import dev.builderos.bus.nats.NatsTransport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A NATS server that shows a certificate, and clients that trust its authority or another. */
class NatsTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(4);
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path directory;

    private final List<NatsTransport> transports = new ArrayList<>();
    private NatsServer server;

    @BeforeEach
    void start() throws Exception {
        Path key = keys("server");
        server = NatsServer.start("--tls", "--tlscert", certificate("server").toString(), "--tlskey", key.toString());
    }

    @AfterEach
    void stop() {
        transports.forEach(NatsTransport::close);
        server.close();
    }

    private NatsTransport client(String truststore) {
        NatsTransport transport = NatsTransport.connecting(
                new NatsSettings(
                        server.url().replace("nats:", "tls:"),
                        "test",
                        Set.of("test"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(directory.resolve(truststore)),
                        Optional.of(PASSWORD),
                        1,
                        NatsSettings.PATIENCE),
                new RememberedParking(),
                Redelivery.STANDARD);
        transports.add(transport);
        return transport;
    }

    @Test
    void storesOnAServerWhoseAuthorityItTrusts() throws Exception {
        trust("server", "trusted.p12");

        NatsTransport transport = client("trusted.p12");

        assertThat(transport.connected().toCompletableFuture()).succeedsWithin(PATIENCE);
        transport.probe().await().atMost(PATIENCE);
    }

    @Test
    void saysNothingToAServerOfAnotherAuthority() throws Exception {
        keys("another");
        certificate("another");
        trust("another", "another.trust.p12");

        NatsTransport transport = client("another.trust.p12");

        assertThat(transport
                        .connected()
                        .toCompletableFuture()
                        .completeOnTimeout(null, LONG_ENOUGH.toMillis(), TimeUnit.MILLISECONDS))
                .succeedsWithin(PATIENCE);
        assertThatThrownBy(() -> transport.probe().await().atMost(PATIENCE)).isInstanceOf(BusUnavailable.class);
    }

    /** Makes a key with a certificate it has signed itself; gives the key as NATS reads it. */
    private Path keys(String name) throws IOException, InterruptedException, GeneralSecurityException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store(name).toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
        return Files.writeString(
                directory.resolve(name + ".key"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private Path certificate(String name) throws IOException, InterruptedException {
        Path file = directory.resolve(name + ".pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-file",
                file.toString(),
                "-keystore",
                store(name).toString());
        return file;
    }

    private void trust(String name, String truststore) throws IOException, InterruptedException {
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                name,
                "-file",
                directory.resolve(name + ".pem").toString(),
                "-storetype",
                "PKCS12",
                "-keystore",
                directory.resolve(truststore).toString());
    }

    private Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
