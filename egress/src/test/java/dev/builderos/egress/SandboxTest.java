package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.builderos.sandbox.BubblewrapSandbox;
import dev.builderos.sandbox.Jdk;
import dev.builderos.sandbox.Outcome;
import dev.builderos.sandbox.SandboxCommand;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs as people use them, inside the real sandbox; the host at the other end tells what came. */
class SandboxTest {
    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";

    @TempDir
    Path directory;

    @TempDir
    Path workspace;

    private Scene scene;

    @SuppressWarnings("JdkObsolete") // Several threads write to it.
    private final StringBuffer output = new StringBuffer();

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(directory, EgressLimits.DEFAULT);
        scene.names.put("web.test", List.of("127.0.0.1"));
        scene.names.put("evil.test", List.of("127.0.0.1"));
        scene.policy = request -> request.host().text().equals("web.test")
                ? scene.allowed(Reach.PRIVATE)
                : new Judge.Verdict.Refused("default-deny", "add `" + request.host() + "` to the policy");
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Outcome run(String script) throws Exception {
        SandboxCommand command = SandboxCommand.of(List.of("/bin/sh", "-c", script), workspace)
                .withJdk(Jdk.running())
                .withEgress(scene.socket());
        return BubblewrapSandbox.open()
                .start(command, line -> output.append(line.text()).append('\n'))
                .outcome()
                .get();
    }

    @Test
    void curlReachesWhatIsAllowedAndReadsWhyTheRestIsNot() throws Exception {
        var host = scene.answering(HELLO);

        Outcome outcome = run("curl -sS http://web.test:" + host.port() + "/a && curl -sS http://evil.test:"
                + host.port() + "/b; curl -sS -o /dev/null -w '%{http_code}\\n' http://169.254.169.254/latest");

        assertThat(outcome).isEqualTo(new Outcome.Exited(0));
        assertThat(output.toString())
                .startsWith("hello\nBuilderOS refused GET http://evil.test:" + host.port() + "/b\n")
                .contains("default-deny: add `evil.test` to the policy")
                .endsWith("403\n");
        assertThat(host.heads).singleElement().asString().startsWith("GET /a ");
    }

    @Test
    void javaFindsTheProxyByItself() throws Exception {
        var host = scene.answering(HELLO);
        Files.writeString(workspace.resolve("Get.java"), """
                import java.net.*;
                import java.net.http.*;
                class Get {
                    public static void main(String[] a) throws Exception {
                        var old = (HttpURLConnection) URI.create(a[0]).toURL().openConnection();
                        System.out.print(new String(old.getInputStream().readAllBytes()));
                        System.out.print(HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(a[0])).build(),
                                HttpResponse.BodyHandlers.ofString()).body());
                        try (var own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                            new Socket("localhost", own.getLocalPort()).close();
                            System.out.println("own loopback");
                        }
                    }
                }
                """);

        Outcome outcome = run("java Get.java http://web.test:" + host.port() + "/a");

        assertThat(output.toString()).endsWith("hello\nhello\nown loopback\n");
        assertThat(outcome).isEqualTo(new Outcome.Exited(0));
    }

    @Test
    void aProgramThatSpeaksToTheBridgeItselfMayCloseItsSide() throws Exception {
        var host = scene.host((in, out) -> {
            Scene.head(in);
            // Longer than the half second after which the bridge would give up by itself.
            new java.util.concurrent.CountDownLatch(1).await(900, java.util.concurrent.TimeUnit.MILLISECONDS);
            out.write(HELLO.getBytes(ISO_8859_1));
        });

        run("perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(\"127.0.0.1:3128\") or die; "
                + "print $s \"GET http://web.test:" + host.port()
                + "/ HTTP/1.1\\r\\n\\r\\n\"; shutdown($s, 1); print <$s>'");

        assertThat(output.toString()).contains("HTTP/1.1 200").endsWith("hello\n");
    }

    @Test
    void nothingElseLeadsOut() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run("curl -sS --noproxy '*' http://127.0.0.1:" + server.getLocalPort()
                    + "; curl -sS --noproxy '*' http://8.8.8.8/; "
                    + "getent hosts example.com || echo no name; cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d ' '; "
                    + "ls /run");
        }

        assertThat(output.toString())
                .containsPattern("Failed to connect to 127.0.0.1|Couldn't connect to server")
                .containsPattern("Failed to connect to 8.8.8.8|Couldn't connect to server")
                .endsWith("no name\nlo\negress\n");
        assertThat(scene.judged).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "[::ffff:127.0.0.1]",
                "127.0.0.1.",
                "127.0.0.1"
            })
    void noSpellingOfAnAddressGetsPast(String spelling) throws Exception {
        var host = scene.answering(HELLO);

        run("curl -gsS --noproxy '' -o /dev/null -w '%{http_code}' http://" + spelling + ":" + host.port() + "/");

        assertThat(output.toString()).matches("40[03]\n");
        assertThat(host.heads).isEmpty();
    }

    @Test
    void tlsGoesToTheHostItselfAndToNoOther() throws Exception {
        HttpsServer server = https();
        try {
            int port = server.getAddress().getPort();
            String url = "https://web.test:" + port + "/";

            run("curl -sS --cacert web.pem " + url + "; "
                    + "curl -sS --cacert web.pem --connect-to evil.test:443:web.test:" + port
                    + " https://evil.test/ ; echo; "
                    + "curl -sS --cacert web.pem --connect-to web.test:443:evil.test:" + port + " https://web.test/ ");

            assertThat(output.toString())
                    .startsWith("secret\n")
                    .contains("unrecognized name")
                    .contains("403");
            assertThat(scene.notices)
                    .anySatisfy(
                            notice -> assertThat(notice).contains("egress-sni").contains("asked for evil.test"));
        } finally {
            server.stop(0);
        }
    }

    private HttpsServer https() throws Exception {
        Path store = workspace.resolve("web.p12");
        keytool("-genkeypair", "-keyalg", "EC", "-alias", "web", "-dname", "CN=web.test", "-ext", "san=dns:web.test");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "web",
                "-file",
                workspace.resolve("web.pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 7);
            exchange.getResponseBody().write("secret\n".getBytes(ISO_8859_1));
            exchange.close();
        });
        server.start();
        return server;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(
                List.of(Jdk.running().home().resolve("bin/keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", workspace.resolve("web.p12").toString(), "-storepass", "changeit"));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void theBridgeEndsWithTheCommandAndLeavesItsOutputAlone() throws Exception {
        Outcome outcome = run("echo out; echo err >&2; exit 7");

        assertThat(outcome).isEqualTo(new Outcome.Exited(7));
        assertThat(output.toString().lines()).containsExactlyInAnyOrder("out", "err");
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains("TCP4-LISTEN:3128")))
                .isEmpty();
    }

    @Test
    void aCommandMaySetTheVariablesItself() throws Exception {
        SandboxCommand command = SandboxCommand.of(List.of("/usr/bin/env"), workspace)
                .withEgress(scene.socket())
                .withEnvironment(Map.of("NO_PROXY", "*"));
        BubblewrapSandbox.open()
                .start(command, line -> output.append(line.text()).append('\n'))
                .outcome()
                .get();

        assertThat(output.toString())
                .contains("HTTPS_PROXY=http://127.0.0.1:3128\n")
                .contains("NO_PROXY=*\n");
    }
}
