package dev.builderos.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretStoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path home;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer vault;

    @BeforeEach
    void startWhatSpeaksLikeVault() throws IOException {
        vault = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vault.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Vault-Token"));
            byte[] body = "{\"data\":{\"data\":{\"password\":\"from-vault\"}}}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        vault.start();
    }

    @AfterEach
    void stop() {
        vault.stop(0);
    }

    private SecretStore store() {
        return SecretStore.of(
                Map.of(
                        "DATABASE_URL", "from-env",
                        "EMPTY", "",
                        "VAULT_ADDR", "http://127.0.0.1:" + vault.getAddress().getPort(),
                        "VAULT_TOKEN", "the-token",
                        "BUILDEROS_KEYRING_PASSPHRASE", "open sesame"),
                home);
    }

    private String read(SecretReference.Provider provider, String key) throws SecretUnavailable {
        return store().read(new SecretReference("DB_URL", provider, key));
    }

    @Test
    void readsFromEachPlace() throws Exception {
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/db"), "from-file\n");
        Keyring.of(home, "open sesame").put("DB", "from-keyring");

        assertThat(read(SecretReference.Provider.ENV, "DATABASE_URL")).isEqualTo("from-env");
        assertThat(read(SecretReference.Provider.FILE, "db")).isEqualTo("from-file");
        assertThat(read(SecretReference.Provider.KEYRING, "DB")).isEqualTo("from-keyring");
        assertThat(read(SecretReference.Provider.VAULT, "kv/app#password")).isEqualTo("from-vault");
        assertThat(asked).containsExactly("/v1/kv/data/app the-token");
    }

    @Test
    void aFileThatWasChangedHasTheNewValue() throws Exception {
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/db"), "old");
        SecretStore store = store();
        SecretReference reference = new SecretReference("DB_URL", SecretReference.Provider.FILE, "db");
        assertThat(store.read(reference)).isEqualTo("old");

        Files.writeString(home.resolve("secrets/db"), "new");

        assertThat(store.read(reference)).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/hostname", "link", "sub", "missing", "a\0b", "inside/../../outside"})
    void aFileOutsideOfTheDirectoryIsNone(String key) throws IOException {
        Files.createDirectories(home.resolve("secrets/sub"));
        Files.writeString(home.resolve("outside"), "hidden");
        Files.createSymbolicLink(home.resolve("secrets/link"), home.resolve("outside"));

        assertThatThrownBy(() -> read(SecretReference.Provider.FILE, key))
                .isInstanceOf(SecretUnavailable.class)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void aMountOfKubernetesIsFollowedWithin() throws Exception {
        Path mount = Files.createDirectories(home.resolve("secrets"));
        Files.createDirectories(mount.resolve("..2026"));
        Files.writeString(mount.resolve("..2026/db"), "mounted");
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(mount.resolve("db"), Path.of("..data/db"));

        assertThat(read(SecretReference.Provider.FILE, "db")).isEqualTo("mounted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BUILDEROS_KEYRING_PASSPHRASE", "VAULT_TOKEN", "NOT_THERE", "EMPTY"})
    void variablesOfTheServerItselfAreNoSecretsOfProjects(String variable) {
        assertThatThrownBy(() -> read(SecretReference.Provider.ENV, variable))
                .isInstanceOf(SecretUnavailable.class)
                .hasMessageContaining("DB_URL")
                .hasMessageNotContaining("open sesame")
                .hasMessageNotContaining("the-token");
    }

    @Test
    void aPipeIsNoFileThatAnybodyWaitsFor() throws Exception {
        Path pipe = Files.createDirectories(home.resolve("secrets")).resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertTimeoutPreemptively(
                PATIENCE,
                () -> assertThatThrownBy(() -> read(SecretReference.Provider.FILE, "pipe"))
                        .hasMessageContaining("is no file in the directory of secrets"));
    }

    @Test
    void aFileThatIsTooLargeForASecretIsNone() throws Exception {
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/db"), "x".repeat(64 * 1024));
        assertThat(read(SecretReference.Provider.FILE, "db")).hasSize(64 * 1024);

        Files.writeString(home.resolve("secrets/db"), "x".repeat(64 * 1024 + 1));

        assertThatThrownBy(() -> read(SecretReference.Provider.FILE, "db")).hasMessageContaining("is larger than");
    }

    @Test
    void whatTheKeyringDoesNotGiveIsNotThere() throws Exception {
        Keyring.of(home, "open sesame").put("OTHER", "value-of-another");
        assertThatThrownBy(() -> read(SecretReference.Provider.KEYRING, "DB"))
                .isInstanceOf(SecretUnavailable.class)
                .hasMessageContaining("builderos secret set DB");

        SecretStore closed = SecretStore.of(Map.of(SecretStore.PASSPHRASE, "wrong"), home);
        assertThatThrownBy(() -> closed.read(new SecretReference("DB_URL", SecretReference.Provider.KEYRING, "OTHER")))
                .isInstanceOf(SecretUnavailable.class)
                .hasMessageContaining("does not open the keyring");
        assertThat(store().isInKeyring("DB")).isFalse();
        assertThat(closed.isInKeyring("DB"))
                .as("nobody can tell, so no other place is asked")
                .isTrue();
    }
}
