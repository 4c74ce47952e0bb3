package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelTest {
    @TempDir
    Path directory;

    private Scene scene;
    private Scene.Host echo;

    @BeforeEach
    void open() throws Exception {
        open(EgressLimits.DEFAULT);
    }

    private void open(EgressLimits limits) throws Exception {
        scene = new Scene(directory, limits);
        scene.names.put("web.test", List.of("127.0.0.1"));
        echo = scene.host((in, out) -> {
            in.transferTo(out);
            out.write("end".getBytes(ISO_8859_1));
        });
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Scene.Client connect(String host) throws Exception {
        Scene.Client client = scene.client();
        client.say("CONNECT " + host + ":" + echo.port() + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        return client;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 10_000})
    void carriesTlsForTheHostThatWasJudgedBothWays(int recordSize) throws Exception {
        byte[] hello = ClientHelloTest.inRecordsOf(recordSize, ClientHelloTest.hello("web.test"));
        Scene.Client client = connect("web.test");

        assertThat(Scene.head(client.in)).startsWith("HTTP/1.1 200 ");
        client.out.write(hello);
        assertThat(client.in.readNBytes(hello.length)).isEqualTo(hello);
        client.say("more").finish();

        assertThat(client.rest()).isEqualTo("moreend");
        scene.settle();
        assertThat(scene.judged).extracting(EgressRequest::toString).containsExactly("CONNECT web.test:" + echo.port());
        assertThat(scene.endings)
                .singleElement()
                .isEqualTo(new Judge.Ending.Done(200, new Judge.Traffic(hello.length + 4L, hello.length + 7L)));
    }

    @Test
    void carriesAHelloThatDidNotWaitForTheAnswer() throws Exception {
        byte[] hello = ClientHelloTest.hello("web.test");
        Scene.Client client = scene.client();
        client.say("CONNECT web.test:" + echo.port() + " HTTP/1.1\r\n\r\n" + new String(hello, ISO_8859_1))
                .finish();

        assertThat(client.rest()).startsWith("HTTP/1.1 200 ").endsWith("end").contains(new String(hello, ISO_8859_1));
    }

    @Test
    void aTunnelThatIsCutOffHasEnded() throws Exception {
        byte[] hello = ClientHelloTest.hello("web.test");
        Scene.Client client = connect("web.test");
        Scene.head(client.in);
        client.out.write(hello);
        client.in.readNBytes(hello.length);

        client.close();

        scene.settle();
        assertThat(scene.endings).singleElement().isInstanceOf(Judge.Ending.Done.class);
        assertThat(scene.notices).noneMatch(notice -> notice.startsWith("network: "));
    }

    @Test
    void endsWhenTheCommandAsksForAnotherName() throws Exception {
        Scene.Client client = connect("web.test");
        Scene.head(client.in);
        client.out.write(ClientHelloTest.hello("evil.test"));

        assertThat(client.rest()).isEqualTo("\u0015\u0003\u0003\u0000\u0002\u0002p");
        scene.settle();
        assertThat(scene.endings)
                .singleElement()
                .isInstanceOfSatisfying(
                        Judge.Ending.Refused.class,
                        refused -> assertThat(refused.rule()).isEqualTo("egress-sni"));
        assertThat(scene.notices).singleElement().asString().contains("asked for evil.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "GET / HTTP/1.1\r\n\r\n", "\u0000"})
    void carriesNothingButTls(String text) throws Exception {
        Scene.Client client = connect("web.test");
        Scene.head(client.in);

        assertThat(client.say(text).rest()).isEmpty();
        scene.settle();
        assertThat(scene.endings)
                .singleElement()
                .isInstanceOfSatisfying(
                        Judge.Ending.Refused.class,
                        refused -> assertThat(refused.rule()).isEqualTo("egress-tls"));
    }

    @Test
    void aCommandThatSaysNothingInItsTunnelLosesIt() throws Exception {
        scene.close();
        open(EgressLimits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofMinutes(5)));
        Scene.Client client = connect("web.test");
        Scene.head(client.in);

        assertThat(client.rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "169.254.169.254", "[::1]", "[fe80::1]"})
    void opensNoneToPrivateAddresses(String address) throws Exception {
        scene.policy = request -> scene.allowed(Reach.PUBLIC);

        String answer = connect(address).rest();

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("egress-address");
    }

    @Test
    void opensOneToAnAddressThatIsNamedItself() throws Exception {
        scene.policy = request -> scene.allowed(Reach.NAMED_ADDRESS);
        byte[] hello = ClientHelloTest.hello();
        Scene.Client client = connect("127.0.0.2");

        assertThat(Scene.head(client.in)).startsWith("HTTP/1.1 200 ");
        client.out.write(hello);
        assertThat(client.in.readNBytes(hello.length)).isEqualTo(hello);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web.test",
                "web.test:",
                "web.test:http",
                ":443",
                "web.test:443/",
                "http://web.test:443",
                "127.1:443"
            })
    void refusesATargetThatIsNone(String target) throws Exception {
        assertThat(scene.ask("CONNECT " + target + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(scene.judged).isEmpty();
    }

    @Test
    void stopsAtTheMostBytesThatMayCome() throws Exception {
        scene.close();
        open(EgressLimits.DEFAULT.withBytes(1 << 20, 20_000));
        Scene.Client client = connect("web.test");
        Scene.head(client.in);
        client.out.write(ClientHelloTest.hello("web.test"));
        client.say("x".repeat(60_000)).finish();

        assertThat(client.rest().length()).isLessThan(40_000);
        scene.settle();
        assertThat(scene.endings).singleElement().isInstanceOf(Judge.Ending.Refused.class);
    }
}
