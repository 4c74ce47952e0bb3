package dev.builderos.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
    private static final CanonicalHost HOST =
            CanonicalHost.of("api.example.com").orElseThrow();

    /** What the TLS client of the JDK says first. */
    static byte[] hello(String... names) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(Arrays.stream(names)
                .map(SNIHostName::new)
                .map(javax.net.ssl.SNIServerName.class::cast)
                .toList());
        engine.setSSLParameters(parameters);
        ByteBuffer bytes = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), bytes);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** The same message in records of a few bytes each. */
    static byte[] inRecordsOf(int size, byte[] record) {
        var split = new ByteArrayOutputStream();
        for (int from = 5; from < record.length; from += size) {
            int count = Math.min(size, record.length - from);
            split.write(record, 0, 3);
            split.write(count >> 8);
            split.write(count);
            split.write(record, from, count);
        }
        return split.toByteArray();
    }

    private static ClientHello read(byte[] bytes) throws Exception {
        return ClientHello.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void findsTheNameAndSaysAllOnUnchanged() throws Exception {
        byte[] bytes = hello("api.example.com");
        ClientHello hello = read(bytes);
        var repeated = new ByteArrayOutputStream();
        hello.repeat(repeated);

        assertThat(hello.names()).containsExactly("api.example.com");
        assertThat(repeated.toByteArray()).isEqualTo(bytes);
        hello.demand(HOST);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void findsTheNameInManyRecords(int size) throws Exception {
        byte[] bytes = inRecordsOf(size, hello("api.example.com"));
        ClientHello hello = read(bytes);
        var repeated = new ByteArrayOutputStream();
        hello.repeat(repeated);

        assertThat(hello.names()).containsExactly("api.example.com");
        assertThat(repeated.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void takesTheNameInAnyCase() throws Exception {
        read(hello("API.example.COM")).demand(HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example.org", "example.com", "x.api.example.com", "api.example.com.evil.org"})
    void refusesAnotherName(String name) throws Exception {
        ClientHello hello = read(hello(name));

        assertThatThrownBy(() -> hello.demand(HOST))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("api.example.com")
                .hasMessageContaining(name);
    }

    @Test
    void refusesNoName() throws Exception {
        ClientHello hello = read(hello());

        assertThatThrownBy(() -> hello.demand(HOST)).hasMessageContaining("no name");
    }

    @Test
    void refusesTwoNamesThoughOneIsRight() throws Exception {
        byte[] twice = withTwoNames(hello("api.example.com"), "api.example.com", "evil.example.org");
        ClientHello hello = read(twice);

        assertThat(hello.names()).containsExactly("api.example.com", "evil.example.org");
        assertThatThrownBy(() -> hello.demand(HOST)).isInstanceOf(Refusal.class);
    }

    @Test
    void anAddressIsAskedForByNoName() throws Exception {
        CanonicalHost address = CanonicalHost.of("127.0.0.2").orElseThrow();
        read(hello()).demand(address);
        ClientHello named = read(hello("api.example.com"));

        assertThatThrownBy(() -> named.demand(address)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "\u0016",
                "\u0016\u0003\u0001\u0000\u0000",
                "\u0016\u0003\u0001\u0000\u0004\u0002\u0000\u0000\u0000",
                "\u0016\u0003\u0001\u0000\u0004\u0001\u0000\u0000\u0000",
                "\u0016\u0002\u0001\u0000\u0004\u0001\u0000\u0000\u0000",
                "\u0080.\u0001\u0003\u0001",
                ""
            })
    void refusesWhatIsNoHello(String text) {
        assertThatThrownBy(() -> read(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void refusesAMessageThatNeverEnds() {
        byte[] record = new byte[5 + (1 << 14)];
        System.arraycopy(new byte[] {22, 3, 1, 0x40, 0, 1, 0, (byte) 0xff, (byte) 0xff}, 0, record, 0, 9);
        var endless = new ByteArrayOutputStream();
        for (int i = 0; i < 8; i++) {
            endless.writeBytes(record);
        }

        assertThatThrownBy(() -> read(endless.toByteArray())).isInstanceOf(Refusal.class);
    }

    @Test
    void isNotConfusedByAnyDamage() throws Exception {
        byte[] good = hello("api.example.com");
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                damaged[5 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt();
            }
            try {
                List<String> names = read(damaged).names();
                assertThat(names.size()).isLessThan(1_000);
            } catch (Refusal expected) {
                assertThat(expected.rule()).isEqualTo("egress-tls");
            }
        }
    }

    /** Replaces the extension server_name by one with these names, with all lengths right. */
    private static byte[] withTwoNames(byte[] record, String has, String second) {
        byte[] name = second.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int at = indexOf(record, has.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        int end = at + has.length();
        int more = 3 + name.length;
        var bytes = new ByteArrayOutputStream();
        bytes.write(record, 0, end);
        bytes.write(0);
        bytes.write(name.length >> 8);
        bytes.write(name.length);
        bytes.writeBytes(name);
        bytes.write(record, end, record.length - end);
        ByteBuffer grown = ByteBuffer.wrap(bytes.toByteArray());
        int sessionLength = grown.get(43);
        int ciphers = 44 + sessionLength;
        int compression = ciphers + 2 + grown.getShort(ciphers);
        int extensions = compression + 1 + grown.get(compression);
        grown.putShort(3, (short) (grown.getShort(3) + more));
        grown.putShort(7, (short) (grown.getShort(7) + more));
        grown.putShort(extensions, (short) (grown.getShort(extensions) + more));
        grown.putShort(at - 7, (short) (grown.getShort(at - 7) + more)); // the extension
        grown.putShort(at - 5, (short) (grown.getShort(at - 5) + more)); // its list
        return grown.array();
    }

    private static int indexOf(byte[] in, byte[] what) {
        for (int i = 0; i <= in.length - what.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
