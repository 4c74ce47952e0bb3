package dev.builderos.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTest {
    private static final String VALUE = "pässword with ünicode\nand two lines";

    @TempDir
    Path home;

    @Test
    void keepsValuesUnderNamesAndForgetsThem() throws IOException {
        Keyring keyring = Keyring.of(home, null);
        assertThat(keyring.names()).isEmpty();
        assertThat(keyring.read("DB_URL")).isEmpty();

        keyring.put("DB_URL", "first");
        keyring.put("DB_URL", VALUE);
        keyring.put("API_KEY", "other");

        assertThat(keyring.names()).containsExactly("API_KEY", "DB_URL");
        assertThat(Keyring.of(home, null).read("DB_URL")).contains(VALUE);
        assertThat(keyring.remove("DB_URL")).isTrue();
        assertThat(keyring.remove("DB_URL")).isFalse();
        assertThat(keyring.names()).containsExactly("API_KEY");
    }

    @Test
    void nobodyElseReadsItsFilesAndNoFileHasAValue() throws IOException {
        Keyring.of(home, null).put("DB_URL", "a-canary-of-a-value");

        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("canary");
            }
        }
    }

    @Test
    void anotherPassphraseOpensNothingAndBreaksNothing() throws IOException {
        Keyring.of(home, "right").put("DB_URL", VALUE);

        assertThatThrownBy(() -> Keyring.of(home, "wrong").read("DB_URL"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not open the keyring");
        assertThatThrownBy(() -> Keyring.of(home, "wrong").put("OTHER", "x")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Keyring.of(home, null).names()).isInstanceOf(IOException.class);

        assertThat(Keyring.of(home, "right").read("DB_URL")).contains(VALUE);
    }

    /** 600,000 as the file has it, an INTEGER in DER: once for the entry, once for the seal. */
    @Test
    void aPassphraseIsGuessedAtTheSealAsSlowlyAsAtAnEntry() throws IOException {
        Keyring.of(home, "right").put("DB_URL", VALUE);

        String file = HexFormat.of().formatHex(Files.readAllBytes(home.resolve("keyring.p12")));

        assertThat(file.substring(file.length() - 10))
                .as("the last thing in the file")
                .isEqualTo("02030927c0");
        assertThat(file.substring(0, file.length() - 10)).as("the entry").contains("02030927c0");
        assertThat(file).as("the name of AES-256 in CBC mode").contains("060960864801650304012a");
    }

    @Test
    void aKeyOfTheMachineThatIsGoneIsNotReplacedWhileItsFileIsThere() throws IOException {
        Keyring.of(home, null).put("DB_URL", VALUE);
        Path key = home.resolve("keys/keyring.key");
        Files.delete(key);

        assertThatThrownBy(() -> Keyring.of(home, null).read("DB_URL")).hasMessageContaining("is gone");
        assertThatThrownBy(() -> Keyring.of(home, null).put("OTHER", "x")).hasMessageContaining("is gone");

        assertThat(key).doesNotExist();
    }

    @Test
    void nothingIsChangedWithoutTheLock() throws IOException {
        Keyring.of(home, null).put("DB_URL", VALUE);
        try (FileChannel channel = FileChannel.open(home.resolve("keyring.lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();

            assertThatThrownBy(() -> Keyring.of(home, null).put("OTHER", "x"))
                    .isInstanceOf(OverlappingFileLockException.class);
        }
        assertThat(Keyring.of(home, null).names()).containsExactly("DB_URL");
    }

    @Test
    void aTornFileIsToldAndNotReplaced() throws IOException {
        Keyring.of(home, "right").put("DB_URL", VALUE);
        Path file = home.resolve("keyring.p12");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> Keyring.of(home, "right").put("OTHER", "x")).isInstanceOf(IOException.class);

        assertThat(Files.size(file)).isEqualTo(whole.length / 2);
    }

    @Test
    void changesOfSeveralAtOnceAreAllKept() throws Exception {
        Keyring.of(home, null).put("FIRST", "x");
        List<Thread> writers = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "SECRET_" + i;
            writers.add(Thread.ofVirtual().start(() -> {
                try {
                    Keyring.of(home, null).put(name, "value of " + name);
                } catch (IOException | RuntimeException broken) {
                    failures.add(broken);
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(failures).isEmpty();
        assertThat(Keyring.of(home, null).names()).hasSize(9);
    }

    @Test
    void aNameIsWrittenAsPoliciesWriteIt() {
        assertThatThrownBy(() -> Keyring.of(home, null).put("db-url", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Keyring.of(home, null).put("DB_URL", "")).hasMessage("a secret is not empty");
    }
}
