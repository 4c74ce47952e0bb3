package dev.builderos.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionsTest {
    private static final Map<String, String> ACCEPT = Map.of("Accept", "*/*");

    private final Connections connections = new Connections();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        connections.close();
        server.close();
        threads.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nhello"
            })
    void readsTheBodyHoweverItsEndIsTold(String bytes) throws Exception {
        CompletableFuture<String> asked = answer(bytes);

        try (HttpAnswer answer = ask("GET", "", Duration.ofSeconds(5))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
        }

        assertThat(asked.get()).startsWith("GET /a%20b?c=d HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
            })
    void tellsOfAConnectionThatEndsWithinTheBody(String bytes) throws Exception {
        var _ = answer(bytes);

        try (HttpAnswer answer = ask("GET", "", Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 ??? OK\r\n\r\n"})
    void refusesWhatIsNoAnswer(String bytes) {
        var _ = answer(bytes);

        assertThatThrownBy(() -> ask("GET", "", Duration.ofSeconds(5))).isInstanceOf(IOException.class);
    }

    @Test
    void sendsTheBodyWithItsLength() throws Exception {
        CompletableFuture<String> asked = answer("HTTP/1.1 204 No Content\r\n\r\n");

        try (HttpAnswer answer = ask("POST", "{\"a\":\"ä\"}", Duration.ofSeconds(5))) {
            assertThat(answer.body().readAllBytes()).isEmpty();
        }

        assertThat(asked.get()).contains("\r\nContent-Length: 10\r\n").endsWith("\r\n\r\n{\"a\":\"ä\"}");
    }

    @Test
    void waitsForAServerNoLongerThanItWasTold() throws IOException {
        assertThatThrownBy(() -> ask("GET", "", Duration.ofMillis(1))).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        CompletableFuture<Socket> accepted = accept();
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(
                () -> {
                    try (HttpAnswer answer = connections.stream(address(), ACCEPT, Duration.ofSeconds(5));
                            InputStream body = answer.body()) {
                        return body.read() + body.read();
                    } catch (IOException e) {
                        return -2;
                    }
                },
                threads);
        accepted.get().getOutputStream().write("HTTP/1.1 200 OK\r\n\r\na".getBytes(StandardCharsets.UTF_8));

        connections.close();

        assertThat(read.get()).isEqualTo(-2);
    }

    @Test
    void sendsNoHeaderThatAnotherIsHiddenIn() {
        Map<String, String> headers = Map.of("Last-Event-ID", "1\r\nAuthorization: Bearer x");

        assertThatThrownBy(() -> connections.ask("GET", address(), headers, new byte[0], Duration.ofSeconds(5)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connections.stream(address(), headers, Duration.ofSeconds(5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private HttpAnswer ask(String method, String body, Duration silence) throws IOException {
        return connections.ask(method, address(), ACCEPT, body.getBytes(StandardCharsets.UTF_8), silence);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/a%20b?c=d");
    }

    private CompletableFuture<Socket> accept() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return server.accept();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    /** Answers one request with these bytes; gives what was asked. */
    private CompletableFuture<String> answer(String bytes) {
        return accept().thenApply(socket -> {
            try (socket) {
                String asked = asked(socket.getInputStream());
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
                return asked;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String asked(InputStream in) throws IOException {
        StringBuilder asked = new StringBuilder();
        while (asked.indexOf("\r\n\r\n") < 0) {
            asked.append((char) in.read());
        }
        Matcher length = Pattern.compile("Content-Length: (\\d+)").matcher(asked);
        return length.find()
                ? asked + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
                : asked.toString();
    }
}
