package dev.builderos.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Vault says that is no clear yes is no secret. */
class VaultSecretsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String YES =
            "{\"data\":{\"data\":{\"password\":\"from-vault\",\"nothing\":null,\"more\":{\"a\":1}},"
                    + "\"metadata\":{\"version\":2}}}";
    private static final Map<String, Integer> STATUS =
            Map.of("app", 200, "torn", 200, "moved", 307, "no", 403, "other", 404, "sealed", 503);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch enough = new CountDownLatch(1);
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer vault;

    /** Every answer but that of {@code torn} has the secret in its body, so that only its status says that it is none. */
    @BeforeEach
    void startWhatSpeaksLikeVault() throws IOException {
        vault = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vault.setExecutor(handlers);
        vault.createContext("/v1/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Vault-Token") + " "
                    + exchange.getRequestHeaders().getFirst("X-Vault-Namespace"));
            String path = exchange.getRequestURI().getPath();
            String last = path.substring(path.lastIndexOf('/') + 1);
            if (last.equals("silent")) {
                try {
                    enough.await();
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.getResponseHeaders().add("Location", "/v1/kv/data/app");
            byte[] body = (last.equals("torn") ? "password" : YES).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(STATUS.getOrDefault(last, 404), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        vault.start();
    }

    @AfterEach
    void stop() {
        enough.countDown();
        vault.stop(0);
        handlers.close();
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + vault.getAddress().getPort());
    }

    private static String read(VaultSecrets secrets, String key) throws SecretUnavailable {
        return secrets.read(new SecretReference("DB_URL", SecretReference.Provider.VAULT, key));
    }

    private String read(String key) throws SecretUnavailable {
        return read(new VaultSecrets(address(), "the-token", ""), key);
    }

    @Test
    void readsOneFieldAndSaysForWhom() throws Exception {
        assertThat(read("kv/app#password")).isEqualTo("from-vault");
        assertThat(read(new VaultSecrets(address(), "the-token", "team"), "kv/app#password"))
                .isEqualTo("from-vault");

        assertThat(asked).containsExactly("/v1/kv/data/app the-token null", "/v1/kv/data/app the-token team");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kv/app", "app#password", "kv/../sys#password", "kv/a..b#password", "kv/app#a#b", ""})
    void aKeyThatIsNoneIsNotAskedFor(String key) {
        assertThatThrownBy(() -> read(key)).hasMessageContaining("its key is MOUNT/PATH#FIELD");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "kv/app#missing, there is no field",
        "kv/app#nothing, there is no field",
        "kv/app#more, there is no field",
        "kv/torn#password, is not JSON",
        "kv/no#password, does not let this token read it",
        "kv/other#password, has nothing there",
        "kv/moved#password, answers 307",
        "kv/sealed#password, answers 503"
    })
    void whatItDoesNotGiveIsNotThere(String key, String why) {
        assertThatThrownBy(() -> read(key))
                .isInstanceOf(SecretUnavailable.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("the-token")
                .hasMessageNotContaining("from-vault");
    }

    @Test
    void nothingIsAskedWithoutAnAddressAndAToken() {
        for (VaultSecrets half :
                List.of(new VaultSecrets(address(), "", ""), new VaultSecrets(URI.create(""), "the-token", ""))) {
            assertThatThrownBy(() -> read(half, "kv/app#password"))
                    .isInstanceOf(SecretUnavailable.class)
                    .hasMessageContaining("no VAULT_ADDR or no VAULT_TOKEN");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void oneThatIsNotThereIsSaidToBe() {
        VaultSecrets nowhere = new VaultSecrets(URI.create("http://127.0.0.1:1"), "the-token", "");

        assertThatThrownBy(() -> read(nowhere, "kv/app#password"))
                .hasMessageContaining("does not answer at 127.0.0.1:1");
    }

    @Test
    void oneThatNeverAnswersIsNotWaitedFor() {
        VaultSecrets impatient = new VaultSecrets(address(), "the-token", "", Duration.ofMillis(300));

        assertTimeoutPreemptively(
                PATIENCE,
                () -> assertThatThrownBy(() -> read(impatient, "kv/silent#password"))
                        .isInstanceOf(SecretUnavailable.class)
                        .hasMessageContaining("does not answer"));
    }

    @Test
    void whoIsStoppedWhileAskingStaysStopped() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> read("kv/app#password")).hasMessageContaining("was stopped");
        assertThat(Thread.interrupted()).isTrue();
    }
}
