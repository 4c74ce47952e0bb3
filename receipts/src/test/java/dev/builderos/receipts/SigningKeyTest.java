package dev.builderos.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    @Test
    void isTheSameKeyTheSecondTime() throws IOException {
        SigningKey made = SigningKey.loadOrCreate(home.resolve("keys"));
        SigningKey loaded = SigningKey.loadOrCreate(home.resolve("keys"));

        assertThat(loaded.verifyingKey()).isEqualTo(made.verifyingKey());
        assertThat(made.verifyingKey().verifies(MESSAGE, loaded.sign(MESSAGE))).isTrue();
    }

    @Test
    void isReadableByItsOwnerOnlyAndLeavesNothingElseBehind() throws IOException {
        SigningKey.loadOrCreate(home);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(SigningKey.FILE))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(SigningKey.FILE, SigningKey.PUBLIC_FILE);
        }
    }

    @Test
    void refusesAKeyThatOthersCanReadOrWrite() throws IOException {
        SigningKey.loadOrCreate(home);
        for (String open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(home.resolve(SigningKey.FILE), PosixFilePermissions.fromString(open));

            assertThatThrownBy(() -> SigningKey.loadOrCreate(home))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("open to others")
                    .hasMessageContaining("chmod 600");
        }
    }

    @Test
    void refusesHalvesThatDoNotBelongTogether() throws IOException {
        SigningKey.loadOrCreate(home);
        Path file = home.resolve(SigningKey.FILE);
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.substring(0, text.indexOf("-----BEGIN PUBLIC"))
                        + SigningKey.generate().verifyingKey().pem());

        assertThatThrownBy(() -> SigningKey.loadOrCreate(home)).hasMessageContaining("do not belong together");
    }

    @Test
    void refusesAFileThatHoldsNoKey() throws IOException {
        Path file = home.resolve(SigningKey.FILE);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        assertThatThrownBy(() -> SigningKey.loadOrCreate(home))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void isOneKeyWhenManyComeFirst() throws Exception {
        int comers = 8;
        CyclicBarrier together = new CyclicBarrier(comers);
        Callable<VerifyingKey> come = () -> {
            together.await();
            return SigningKey.loadOrCreate(home).verifyingKey();
        };

        Set<VerifyingKey> keys = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(comers)) {
            List<Future<VerifyingKey>> coming = new ArrayList<>();
            for (int i = 0; i < comers; i++) {
                coming.add(threads.submit(come));
            }
            for (Future<VerifyingKey> one : coming) {
                keys.add(one.get());
            }
        }

        assertThat(keys).hasSize(1);
    }

    @Test
    void itsPublicFileCanBeTrusted() throws IOException {
        VerifyingKey key = SigningKey.loadOrCreate(home.resolve("keys")).verifyingKey();
        Path trusted = Files.createDirectory(home.resolve("trusted"));
        Files.copy(home.resolve("keys").resolve(SigningKey.PUBLIC_FILE), trusted.resolve("ana.pem"));
        Files.writeString(trusted.resolve("README"), "not a key");

        assertThat(TrustedKeys.load(trusted, List.of()).contains(key)).isTrue();
        assertThat(TrustedKeys.load(home.resolve("absent"), List.of(trusted.resolve("ana.pem")))
                        .contains(key))
                .isTrue();
        assertThat(TrustedKeys.load(home.resolve("absent"), List.of()).keys()).isEmpty();
    }

    @Test
    void namesTheTrustedFileThatHoldsNoKey() throws IOException {
        Path file = Files.writeString(
                home.resolve("broken.pem"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");

        assertThatThrownBy(() -> TrustedKeys.load(home, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void keyIdIsTheDigestOfTheX509Encoding() {
        VerifyingKey key = SigningKey.generate().verifyingKey();

        assertThat(key.keyId())
                .isEqualTo(Digest.of(Base64Text.decode(key.base64())).hex());
    }

    @Test
    void refusesASecondEncodingOfTheSameKey() {
        String point = HexFormat.of()
                .formatHex(
                        Base64Text.decode(SigningKey.generate().verifyingKey().base64()))
                .substring(24);

        assertThat(VerifyingKey.ofX509(HexFormat.of().parseHex("302a300506032b6570032100" + point)))
                .isNotNull();
        for (String prefix :
                List.of("30812a300506032b6570032100", "302c300706032b65700500032100")) { // both mean the same key
            assertThatThrownBy(() -> VerifyingKey.ofX509(HexFormat.of().parseHex(prefix + point)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not the usual encoding");
        }
    }
}
