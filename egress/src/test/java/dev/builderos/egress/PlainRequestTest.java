package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainRequestTest {
    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    @TempDir
    Path directory;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(directory, EgressLimits.DEFAULT);
        scene.names.put("web.test", List.of("127.0.0.1"));
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void reopen(EgressLimits limits) throws Exception {
        scene.close();
        scene = new Scene(directory, limits);
        scene.names.put("web.test", List.of("127.0.0.1"));
    }

    private static String get(int port, String path) {
        return "GET http://web.test:" + port + path + " HTTP/1.1\r\nHost: web.test\r\n\r\n";
    }

    @Test
    void passesOnWhatWasJudged() throws Exception {
        var host = scene.answering(HELLO);

        String answer = scene.ask("GET http://WEB.test:" + host.port()
                + "/a/b?q=1 HTTP/1.1\r\nHost: evil.test\r\nX-Own: 1\r\nProxy-Authorization: x\r\nConnection: X-Hop\r\n"
                + "X-Hop: 1\r\nUpgrade: h2c\r\n\r\n");

        scene.settle();
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nhello");
        assertThat(scene.judged)
                .extracting(EgressRequest::toString)
                .containsExactly("GET http://web.test:" + host.port() + "/a/b");
        assertThat(host.heads.getFirst())
                .isEqualTo("GET /a/b?q=1 HTTP/1.1\r\nHost: web.test:" + host.port()
                        + "\r\nX-Own: 1\r\nConnection: close\r\n\r\n");
        assertThat(scene.endings).singleElement().isInstanceOfSatisfying(Judge.Ending.Done.class, done -> {
            assertThat(done.status()).isEqualTo(200);
            assertThat(done.traffic().received()).isEqualTo(HELLO.length());
            assertThat(done.traffic().sent()).isEqualTo(host.heads.getFirst().length());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"//double", "/%2e%2e/x", "/a;b=c?d=%00&e", "/?x=http://other"})
    void changesNothingInThePath(String path) throws Exception {
        var host = scene.answering(HELLO);

        scene.ask(get(host.port(), path));

        assertThat(host.heads.getFirst()).startsWith("GET " + path + " HTTP/1.1\r\n");
    }

    @Test
    void refusesInWordsAndDialsNobody() throws Exception {
        scene.policy = request -> new Judge.Verdict.Refused("default-deny", "add `web.test` to agents.a.network.allow");
        var host = scene.answering(HELLO);

        String answer = scene.ask(get(host.port(), "/x"));

        assertThat(answer)
                .startsWith("HTTP/1.1 403 ")
                .contains("BuilderOS refused GET http://web.test:" + host.port() + "/x")
                .contains("default-deny: add `web.test` to agents.a.network.allow");
        assertThat(scene.notices).singleElement().asString().contains("default-deny");
        assertThat(host.heads).isEmpty();
        assertThat(scene.resolved).as("not even a question to the name service").isEmpty();
    }

    @Test
    void aJudgeThatBreaksIsANo() throws Exception {
        scene.policy = request -> {
            throw new IllegalStateException("no policy");
        };
        var host = scene.answering(HELLO);

        String answer = scene.ask(get(host.port(), "/x"));

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("could not be judged");
        assertThat(host.heads).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "192.168.0.1",
                "169.254.169.254",
                "::1",
                "fd00::1",
                "fe80::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::1",
                "0.0.0.0",
                "224.0.0.1"
            })
    void refusesAPublicNameAtAnAddressThatIsNot(String address) throws Exception {
        scene.policy = request -> scene.allowed(Reach.PUBLIC);
        scene.names.put("web.test", List.of(address));
        var host = scene.answering(HELLO);

        String answer = scene.ask(get(host.port(), "/"));

        scene.settle();
        assertThat(answer)
                .startsWith("HTTP/1.1 403 ")
                .contains("egress-address")
                .contains("network.private");
        assertThat(host.heads).isEmpty();
        assertThat(scene.endings).singleElement().isInstanceOf(Judge.Ending.Refused.class);
    }

    @Test
    void oneAddressOutOfReachIsEnoughToRefuse() throws Exception {
        scene.policy = request -> scene.allowed(Reach.PRIVATE);
        scene.names.put("web.test", List.of("127.0.0.1", "169.254.169.254"));
        var host = scene.answering(HELLO);

        assertThat(scene.ask(get(host.port(), "/"))).startsWith("HTTP/1.1 403 ").contains("169.254.169.254");
        assertThat(host.heads).isEmpty();
    }

    @Test
    void resolvesOnceAndDialsWhatItChecked() throws Exception {
        var host = scene.answering(HELLO);
        scene.policy = request -> {
            // A name that means another address each time it is asked for: the first is fine, the next would not be.
            scene.names.put("web.test", List.of("127.0.0.1"));
            return scene.allowed(Reach.PRIVATE);
        };

        assertThat(scene.ask(get(host.port(), "/"))).startsWith("HTTP/1.1 200 ");
        assertThat(scene.resolved).containsExactly("web.test");
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
                "web.test%00.evil",
                "user@web.test",
                "web..test",
                ""
            })
    void refusesHostsThatAreNotInTheirOneForm(String host) throws Exception {
        String answer = scene.ask("GET http://" + host + "/ HTTP/1.1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(scene.judged).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: web.test\r\n\r\n",
                "GET https://web.test/ HTTP/1.1\r\n\r\n",
                "GET ftp://web.test/ HTTP/1.1\r\n\r\n",
                "GET file:///etc/passwd HTTP/1.1\r\n\r\n",
                "GET http:/web.test/ HTTP/1.1\r\n\r\n",
                "GET http://web.test:0/ HTTP/1.1\r\n\r\n",
                "GET http://web.test:65536/ HTTP/1.1\r\n\r\n",
                "GET http://web.test:80:80/ HTTP/1.1\r\n\r\n",
                "GET http://web.test/\u0001 HTTP/1.1\r\n\r\n",
                "G(T http://web.test/ HTTP/1.1\r\n\r\n",
                "GET http://web.test/ HTTP/1.1\r\nno colon\r\n\r\n",
                "GET http://web.test/ HTTP/1.1\r\n: x\r\n\r\n",
                "nonsense\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
                "POST http://web.test/ HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST http://web.test/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length : 5\r\n\r\n0\r\n\r\n",
                "POST http://web.test/ HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "POST http://web.test/ HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                "POST http://web.test/ HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\nhello",
                "POST http://web.test/ HTTP/1.1\r\nContent-Length: +5\r\n\r\nhello",
                "POST http://web.test/ HTTP/1.1\r\nContent-Length: -5\r\n\r\nhello",
                "POST http://web.test/ HTTP/1.1\r\nContent-Length: 0x5\r\n\r\nhello",
                "POST http://web.test/ HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
                "POST http://web.test/ HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST http://web.test/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "POST http://web.test/ HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST http://web.test/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            })
    void refusesWhatCanBeReadInTwoWays(String request) throws Exception {
        var host = scene.answering(HELLO);

        String answer = scene.client()
                .say(request.replace("web.test/", "web.test:" + host.port() + "/"))
                .finish()
                .rest();

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(host.heads).isEmpty();
    }

    @Test
    void controlCharactersInHeadersComeThroughAsNone() throws Exception {
        var host = scene.answering(HELLO);

        scene.ask("GET http://web.test:" + host.port() + "/ HTTP/1.1\r\nX: a\rb\u0000c\r\n\r\n");

        assertThat(host.heads.getFirst()).contains("X: a b c\r\n");
    }

    @Test
    void carriesOneRequestPerConnection() throws Exception {
        var host = scene.answering(HELLO);

        String answer = scene.ask(get(host.port(), "/first") + get(host.port(), "/second"));

        scene.settle();
        assertThat(answer).containsOnlyOnce("HTTP/1.1 200").contains("Connection: close");
        assertThat(host.heads).singleElement().asString().startsWith("GET /first ");
        assertThat(scene.judged).hasSize(1);
    }

    @Test
    void nothingIsHiddenBehindABody() throws Exception {
        var host = scene.host((in, out) -> {
            String head = Scene.head(in);
            String rest = new String(in.readNBytes(5), ISO_8859_1);
            scene.notices.add(head + rest);
            out.write(HELLO.getBytes(ISO_8859_1));
        });

        scene.ask("POST http://web.test:" + host.port() + "/ HTTP/1.1\r\nContent-Length: 5\r\n\r\n"
                + "12345GET /smuggled HTTP/1.1\r\n\r\n");

        scene.settle();
        assertThat(scene.notices)
                .anySatisfy(seen -> assertThat(seen).endsWith("12345").doesNotContain("smuggled"));
        assertThat(scene.endings)
                .singleElement()
                .isInstanceOfSatisfying(
                        Judge.Ending.Done.class,
                        done -> assertThat(done.traffic().sent()).isLessThan(200));
    }

    @Test
    void carriesBodiesInChunksAndFramesThemAnew() throws Exception {
        var host = scene.host((in, out) -> {
            scene.notices.add(Scene.head(in) + new String(in.readNBytes(15), ISO_8859_1));
            out.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n"
                            .getBytes(ISO_8859_1));
        });

        String answer = scene.ask("POST http://web.test:" + host.port()
                + "/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        assertThat(answer).contains("abc").contains("de").doesNotContain("x=y").endsWith("0\r\n\r\n");
        assertThat(scene.notices)
                .anySatisfy(seen ->
                        assertThat(seen).contains("Transfer-Encoding: chunked").contains("abc"))
                .noneSatisfy(seen -> assertThat(seen).contains("ext=1"));
    }

    @Test
    void anOldClientGetsNoChunks() throws Exception {
        var host = scene.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

        String answer = scene.ask("GET http://web.test:" + host.port() + "/ HTTP/1.0\r\n\r\n");

        assertThat(answer).endsWith("\r\n\r\nabc").doesNotContain("chunked");
    }

    @Test
    void answersThoughTheHostReadsNoBody() throws Exception {
        var host = scene.answering("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
        var client = scene.client();
        client.say("POST http://web.test:" + host.port() + "/ HTTP/1.1\r\nContent-Length: 100000000\r\n\r\n");

        assertThat(client.rest()).startsWith("HTTP/1.1 413 ").endsWith("big");
    }

    @Test
    void letsACommandGoOnThatWaitsForLeave() throws Exception {
        var host = scene.host((in, out) -> {
            Scene.head(in);
            in.readNBytes(5);
            out.write(HELLO.getBytes(ISO_8859_1));
        });
        var client = scene.client();
        client.say("POST http://web.test:" + host.port()
                + "/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

        assertThat(Scene.head(client.in)).startsWith("HTTP/1.1 100 ");
        assertThat(client.say("12345").rest()).endsWith("hello");
    }

    @Test
    void aCommandMayCloseItsSideAndGoOnReading() throws Exception {
        var host = scene.answering(HELLO);

        assertThat(scene.client().say(get(host.port(), "/")).finish().rest()).endsWith("hello");
    }

    @Test
    void theAnswerToHeadHasNoBody() throws Exception {
        var host = scene.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");

        String answer = scene.ask("HEAD http://web.test:" + host.port() + "/ HTTP/1.1\r\n\r\n");

        assertThat(answer).contains("Content-Length: 5").endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
                "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "",
            })
    void anAnswerThatCanBeReadInTwoWaysIsNone(String given) throws Exception {
        var host = scene.answering(given);

        String answer = scene.ask(get(host.port(), "/"));

        scene.settle();
        assertThat(answer).startsWith("HTTP/1.1 502 ");
        assertThat(scene.endings).singleElement().isInstanceOf(Judge.Ending.Failed.class);
    }

    @Test
    void eachHopOfARedirectIsJudged() throws Exception {
        scene.policy = request -> request.host().text().equals("web.test")
                ? scene.allowed(Reach.PRIVATE)
                : new Judge.Verdict.Refused("default-deny", "no " + request.host());
        var host = scene.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n");

        String first = scene.ask(get(host.port(), "/"));
        String location = first.lines()
                .filter(line -> line.startsWith("Location: "))
                .findFirst()
                .orElseThrow()
                .substring(10);
        String second = scene.ask("GET " + location + " HTTP/1.1\r\n\r\n");

        assertThat(first).startsWith("HTTP/1.1 302 ");
        assertThat(second).startsWith("HTTP/1.1 403 ").contains("no 169.254.169.254");
    }

    @Test
    void aHostThatIsNotThereIsToldSo() throws Exception {
        String answer = scene.ask("GET http://nowhere.test/ HTTP/1.1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 502 ").contains("there is no host nowhere.test");
    }

    @Test
    void aHeadThatDoesNotEndIsRefused() throws Exception {
        var client = scene.client();
        client.say("GET http://web.test/ HTTP/1.1\r\n");
        for (int i = 0; i < 20; i++) {
            client.say("X-" + i + ": " + "x".repeat(4_000) + "\r\n");
        }

        assertThat(client.rest()).startsWith("HTTP/1.1 400 ").contains("65536 bytes");
    }

    @Test
    void aHeadThatDoesNotComeEndsTheConnection() throws Exception {
        reopen(EgressLimits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofMinutes(5)));
        var client = scene.client();
        client.say("GET http://web.test/ HTTP/1.1\r\nX: ");

        assertThat(client.rest()).isEmpty();
    }

    @Test
    void aHeadThatTricklesEndsTheConnection() throws Exception {
        reopen(EgressLimits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofMinutes(5)));
        var client = scene.client();
        var over = new CountDownLatch(1);
        Thread.startVirtualThread(() -> {
            try {
                while (over.getCount() > 0) {
                    client.say("X");
                }
            } catch (java.io.IOException closed) {
                over.countDown();
            }
        });

        over.await();
        assertThat(scene.judged).isEmpty();
    }

    @Test
    void aHostThatSaysNothingEndsTheRequest() throws Exception {
        reopen(EgressLimits.DEFAULT.withTimes(Duration.ofSeconds(5), Duration.ofMillis(300)));
        var host = scene.host((in, out) -> in.transferTo(out));

        scene.ask("POST http://web.test:" + host.port() + "/ HTTP/1.1\r\nContent-Length: 5\r\n\r\n");

        scene.settle();
        assertThat(scene.endings).singleElement().isInstanceOf(Judge.Ending.Failed.class);
    }

    @Test
    void stopsAtTheMostBytesThatMayCome() throws Exception {
        reopen(EgressLimits.DEFAULT.withBytes(10_000, 100_000));
        var host = scene.host((in, out) -> {
            Scene.head(in);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(ISO_8859_1));
            out.write(new byte[1_000_000]);
        });

        String answer = scene.ask(get(host.port(), "/"));

        scene.settle();
        assertThat(answer.length()).isLessThan(110_000);
        assertThat(scene.endings)
                .singleElement()
                .isInstanceOfSatisfying(
                        Judge.Ending.Refused.class,
                        refused -> assertThat(refused.rule()).isEqualTo("egress-limit"));
        assertThat(scene.notices).anySatisfy(notice -> assertThat(notice).contains("may receive 100000 bytes"));
    }

    @Test
    void sendsNotOneByteBeyondTheMost() throws Exception {
        reopen(EgressLimits.DEFAULT.withBytes(1_000, 100_000));
        int[] came = new int[1];
        var done = new CountDownLatch(1);
        var host = scene.host((in, out) -> {
            came[0] = count(in);
            done.countDown();
        });

        scene.client()
                .say("POST http://web.test:" + host.port() + "/ HTTP/1.1\r\nContent-Length: 50000\r\n\r\n"
                        + "x".repeat(50_000))
                .rest();

        done.await();
        assertThat(came[0]).isLessThanOrEqualTo(1_000);
    }

    private static int count(InputStream in) {
        int count = 0;
        try {
            while (in.read() >= 0) {
                count++;
            }
        } catch (java.io.IOException reset) {
            return count;
        }
        return count;
    }

    @Test
    void countsRequestsAndSaysOnceThatThereAreTooMany() throws Exception {
        reopen(EgressLimits.DEFAULT.withRequests(3));
        var host = scene.answering(HELLO);

        List<String> answers = new java.util.ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(scene.ask(get(host.port(), "/" + i)));
        }

        assertThat(answers.subList(0, 3)).allMatch(answer -> answer.startsWith("HTTP/1.1 200"));
        assertThat(answers.subList(3, 6)).allMatch(answer -> answer.startsWith("HTTP/1.1 403"));
        assertThat(scene.judged).hasSize(3);
        assertThat(scene.notices).singleElement().asString().contains("3 requests");
    }

    @Test
    void closingEndsWhatGoesOnAndTellsHowItEnded() throws Exception {
        var reached = new CountDownLatch(1);
        var host = scene.host((in, out) -> {
            Scene.head(in);
            reached.countDown();
            in.transferTo(out);
        });
        scene.client().say("GET http://web.test:" + host.port() + "/ HTTP/1.1\r\n\r\n");
        reached.await();

        scene.settle();

        assertThat(scene.endings).singleElement().isInstanceOf(Judge.Ending.Failed.class);
        assertThat(scene.socket()).doesNotExist();
    }
}
