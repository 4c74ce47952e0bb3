package dev.builderos.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            String path = exchange.getRequestURI().getPath();
            String body =
                    "{\"data\":{\"data\":{\"password\":\"from-vault\",\"nothing\":null},\"metadata\":{\"version\":2}}}";
            int status = path.equals("/v1/kv/data/app")
                    ? 200
                    : path.contains("moved") ? 307 : path.contains("no") ? 403 : 404;
            if (status == 307) {
                exchange.getResponseHeaders().add("Location", "/v1/kv/data/app");
            }
            exchange.sendResponseHeaders(status, body.length());
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kv/app",
                "app#x",
                "kv/../sys#x",
                "kv/a..b#x",
                "kv/app#missing",
                "kv/app#nothing",
                "kv/no#x",
                "kv/other#x",
                "kv/moved#password"
            })
    void whatVaultDoesNotGiveIsNotThere(String key) {
        assertThatThrownBy(() -> read(SecretReference.Provider.VAULT, key))
                .isInstanceOf(SecretUnavailable.class)
                .hasMessageNotContaining("the-token");
    }

    @Test
    void aVaultThatIsNotThereIsSaidToBe() {
        SecretStore nowhere = SecretStore.of(Map.of("VAULT_ADDR", "http://127.0.0.1:1", "VAULT_TOKEN", "t"), home);

        assertThatThrownBy(() ->
                        nowhere.read(new SecretReference("DB_URL", SecretReference.Provider.VAULT, "kv/app#password")))
                .hasMessageContaining("does not answer at 127.0.0.1:1");
        assertThatThrownBy(() -> SecretStore.of(Map.of(), home)
                        .read(new SecretReference("DB_URL", SecretReference.Provider.VAULT, "kv/app#password")))
                .hasMessageContaining("no VAULT_ADDR");
    }
}
