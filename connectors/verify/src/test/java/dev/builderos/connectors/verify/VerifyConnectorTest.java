package dev.builderos.connectors.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectContext;
import dev.builderos.connectors.EffectOutcome.Done;
import dev.builderos.connectors.EffectOutcome.Failed;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyConnectorTest {
    private final VerifyConnector connector = new VerifyConnector();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger trapped = new AtomicInteger();
    private HttpServer server;
    private String url;
    private volatile IntUnaryOperator statusOfRequest = number -> 200;
    private volatile String body = "fine";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", url + "trap");
            exchange.sendResponseHeaders(statusOfRequest.applyAsInt(requests.incrementAndGet()), content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.createContext("/trap", exchange -> {
            trapped.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void reportsTheExpectedStatus() {
        Effect effect = prepare(Map.of("url", url));

        assertThat(effect.arguments()).isEqualTo(Map.of("url", url, "expect", 200, "timeout", "30s"));
        assertThat(connector.consequence(effect)).isEqualTo(Consequence.READ);
        assertThat(connector.perform(effect, context()))
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.outputs())
                                .containsEntry("status", "200")
                                .containsKey("millis"));
        assertThat(connector.lookup(effect, context())).isEqualTo(new Lookup.DidNotHappen());
    }

    @Test
    void waitsForTheFirstSuccess() {
        statusOfRequest = number -> number < 4 ? 503 : 200;

        assertThat(connector.perform(prepare(Map.of("url", url)), context())).isInstanceOf(Done.class);
        assertThat(requests).hasValue(4);
    }

    @Test
    void failsWithWhatItSaw() {
        statusOfRequest = number -> 500;
        body = "bad\u001b[31m \u202ething" + "x".repeat(500);

        assertThat(connector.perform(prepare(Map.of("url", url, "timeout", "300ms")), context()))
                .isInstanceOfSatisfying(Failed.class, failed -> {
                    assertThat(failed.failureClass()).isEqualTo("test_failed");
                    assertThat(failed.message())
                            .contains("within 300ms", "status 500", "bad\\u001b[31m \\u202ething")
                            .doesNotContain("\u001b", "\u202e", "x".repeat(200));
                });
    }

    @Test
    void failsWhenNothingListens() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(connector.perform(
                        prepare(Map.of("url", "http://localhost:" + free + "/", "timeout", "300ms")), context()))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.message()).contains("no answer"));
    }

    @Test
    void watchesForAsLongAsAsked() {
        assertThat(connector.perform(prepare(Map.of("url", url, "for", "1100ms")), context()))
                .isInstanceOf(Done.class);
        assertThat(requests).hasValueGreaterThanOrEqualTo(4);
    }

    @Test
    void failsWhenTheAnswerChangesWhileWatched() {
        statusOfRequest = number -> number < 3 ? 200 : 502;

        assertThat(connector.perform(prepare(Map.of("url", url, "for", "1m")), context()))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.message()).contains("stopped answering 200", "status 502"));
    }

    @Test
    void followsNoRedirect() {
        statusOfRequest = number -> 302;

        assertThat(connector.perform(prepare(Map.of("url", url, "expect", 302)), context()))
                .isInstanceOf(Done.class);
        assertThat(trapped).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "http://127.0.0.1.example.com/",
                "http://127.1/",
                "http://127.0.0.256/",
                "http://0.0.0.0/",
                "http://2130706433/",
                "http://[::ffff:10.0.0.1]/",
                "http://169.254.169.254/",
                "http://localhost.example.com/",
                "http://user@localhost/",
                "http://localhost@example.com/",
                "ftp://localhost/",
                "file:///etc/passwd",
                "localhost:80",
                "http:///x",
                "http://local host/"
            })
    void refusesEveryAddressThatIsNotCertainlyOnThisMachine(String address) {
        assertThatThrownBy(() -> prepare(Map.of("url", address))).isInstanceOf(InvalidArguments.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:80/x", "https://127.0.0.2/", "http://[::1]:8080/"})
    void takesAddressesOnThisMachine(String address) {
        assertThat(prepare(Map.of("url", address)).text("url")).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "2", "-1s", "1d", "2h", "1m1h", "9999999999s"})
    void refusesDurationsThatAreNoneOrTooLong(String duration) {
        assertThatThrownBy(() -> prepare(Map.of("url", url, "for", duration))).isInstanceOf(InvalidArguments.class);
    }

    @Test
    void writesEqualDurationsAlike() {
        assertThat(prepare(Map.of("url", url, "for", "90s")).digest())
                .isEqualTo(prepare(Map.of("url", url, "for", "1m30s")).digest());
    }

    @Test
    void refusesAStatusThatIsNone() {
        assertThatThrownBy(() -> prepare(Map.of("url", url, "expect", 20))).isInstanceOf(InvalidArguments.class);
    }

    private Effect prepare(Map<String, Object> arguments) {
        return connector.prepare("verify.http", "pipeline", null, arguments, context());
    }

    private static EffectContext context() {
        return new EffectContext(
                new RunId("019aa000-1111-7aaa-8bbb-000000000001"),
                new StepId("verify"),
                "key",
                new ProjectId("hello"),
                Path.of("repo"),
                Path.of("workspace"),
                "branch",
                "0".repeat(40),
                null,
                "origin",
                "main",
                List.of(),
                Path.of("state"),
                line -> {});
    }
}
