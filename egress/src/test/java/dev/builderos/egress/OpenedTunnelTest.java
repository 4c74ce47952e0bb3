package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.builderos.sandbox.BubblewrapSandbox;
import dev.builderos.sandbox.Jdk;
import dev.builderos.sandbox.SandboxCommand;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that are added on the way, from inside the real sandbox; the host tells what came. */
class OpenedTunnelTest {
    private static final String SECRET = "canary-of-the-wire";

    @TempDir
    Path directory;

    @TempDir
    Path trust;

    @TempDir
    Path workspace;

    @SuppressWarnings("JdkObsolete") // Several threads write to it.
    private final StringBuffer output = new StringBuffer();

    private final List<String> came = new CopyOnWriteArrayList<>();
    private Scene scene;
    private Map<String, String> variables;
    private HttpsServer host;

    @BeforeEach
    void open() throws Exception {
        KeyStore keys = keys("web.test");
        host = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.setHttpsConfigurator(new HttpsConfigurator(serving(keys)));
        serve(host);
        Authority authority = Authority.create();
        variables = authority.trustedIn(trust);
        scene = new Scene(
                directory,
                EgressLimits.DEFAULT,
                Optional.of(new Opening(authority, trusting(keys).getSocketFactory())));
        scene.names.put("web.test", List.of("127.0.0.1"));
        scene.names.put("wrong.test", List.of("127.0.0.1"));
        scene.policy = this::judge;
    }

    @AfterEach
    void close() {
        scene.close();
        host.stop(0);
    }

    private void serve(HttpServer server) {
        server.createContext("/", exchange -> {
            came.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().get("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("hello\n".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
    }

    /** Tunnels are opened; GET gets the secret; /secret/ is nobody's. */
    private Judge.Verdict judge(EgressRequest request) {
        if (request.path() != null && request.path().startsWith("/forbidden")) {
            return new Judge.Verdict.Refused("default-deny", "not this path");
        }
        return new Judge.Verdict.Allowed(new Judge.Permit() {
            @Override
            public Reach reach() {
                return Reach.PRIVATE;
            }

            @Override
            public boolean opensTunnel() {
                return true;
            }

            @Override
            public Optional<Judge.Addition> addition() {
                return request.method().equals("GET")
                        ? Optional.of(new Judge.Addition("Authorization", "Bearer " + SECRET))
                        : Optional.empty();
            }

            @Override
            public void ended(Judge.Ending ending) {
                scene.endings.add(ending);
            }
        });
    }

    private void run(String script) throws Exception {
        SandboxCommand command = SandboxCommand.of(List.of("/bin/sh", "-c", script), workspace)
                .withEnvironment(variables)
                .withJdk(Jdk.running())
                .withReadOnly(List.of(trust, Jdk.running().home()))
                .withEgress(scene.socket());
        BubblewrapSandbox.open()
                .start(command, line -> output.append(line.text()).append('\n'))
                .outcome()
                .get();
    }

    private String url(String path) {
        return "https://web.test:" + host.getAddress().getPort() + path;
    }

    @Test
    void addsTheSecretThatTheCommandNeverHas() throws Exception {
        run("curl -sS -H 'Authorization: mine' " + url("/a?q=1") + "; curl -sS -X POST -d x -H 'Authorization: mine' "
                + url("/b") + "; env; cat /proc/*/environ; grep -r canary /tmp /workspace /run");

        scene.settle();
        assertThat(came).containsExactly("GET /a?q=1 [Bearer " + SECRET + "] ", "POST /b [mine] x");
        assertThat(output.toString()).startsWith("hello\nhello\n").doesNotContain(SECRET);
        assertThat(scene.judged)
                .extracting(EgressRequest::toString)
                .containsExactly(
                        "CONNECT web.test:" + host.getAddress().getPort(),
                        "GET " + url("/a"),
                        "CONNECT web.test:" + host.getAddress().getPort(),
                        "POST " + url("/b"));
        assertThat(scene.endings).hasSize(4).allMatch(ending -> ending instanceof Judge.Ending.Done);
    }

    @Test
    void judgesEachRequestInTheTunnel() throws Exception {
        run("curl -sS " + url("/forbidden/x"));

        assertThat(output.toString())
                .contains("BuilderOS refused GET " + url("/forbidden/x"))
                .contains("not this path");
        assertThat(came).isEmpty();
    }

    @Test
    void aTunnelIsForItsHostOnly() throws Exception {
        run("curl -sS -H 'Host: wrong.test' " + url("/a"));

        assertThat(output.toString()).contains("egress-host");
        assertThat(came).isEmpty();
    }

    @Test
    void aHostThatCannotProveItselfGetsNothing() throws Exception {
        run("curl -sS https://wrong.test:" + host.getAddress().getPort() + "/a");

        assertThat(output.toString()).contains("does not prove by TLS that it is the host");
        assertThat(came).isEmpty();
    }

    @Test
    void javaTrustsTheProxyToo() throws Exception {
        Files.writeString(workspace.resolve("Get.java"), """
                import java.net.*;
                import java.net.http.*;
                class Get {
                    public static void main(String[] a) throws Exception {
                        System.out.print(HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(a[0])).build(),
                                HttpResponse.BodyHandlers.ofString()).body());
                    }
                }
                """);

        run("java Get.java " + url("/java"));

        assertThat(output.toString()).endsWith("hello\n");
        assertThat(came).containsExactly("GET /java [Bearer " + SECRET + "] ");
    }

    private KeyStore keys(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        var command = new ArrayList<>(
                List.of(Jdk.running().home().resolve("bin/keytool").toString()));
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-alias", "web", "-dname", "CN=" + name));
        command.addAll(List.of("-ext", "san=dns:" + name, "-keystore", store.toString(), "-storepass", "changeit"));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }

    private static SSLContext serving(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("web", keys.getCertificate("web"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
