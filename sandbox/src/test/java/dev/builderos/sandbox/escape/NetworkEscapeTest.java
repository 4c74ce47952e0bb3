package dev.builderos.sandbox.escape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.NetworkAccess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** To other machines and to services of this one. The oracle is the service: nobody came. */
class NetworkEscapeTest extends Escape {

    private static final int NOBODY_CAME_MILLIS = 100;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "127.1",
                "127.000.000.001",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "2130706433",
                "017700000001",
                "127.8.8.8",
                "0.0.0.0",
                "0",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "::ffff:7f00:1"
            })
    void toAServiceOfTheHostHoweverItIsSpelt(String address) throws Exception {
        try (var service = new ServerSocket(0, 5)) {
            String port = Integer.toString(service.getLocalPort());
            assertThat(inside("connect", address, port)).startsWith("refused");
            assertNobodyCameTo(service);
            assertThat(outside("connect", address, port)).isEqualTo(DONE);
            service.accept().close();
        }
    }

    @Test
    void toTheHostsOtherAddresses() throws Exception {
        try (var service = new ServerSocket(0, 5)) {
            String port = Integer.toString(service.getLocalPort());
            List<String> addresses = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(address -> address.getHostAddress().replaceAll("%.*", ""))
                    .toList();
            for (String address : addresses) {
                assertThat(inside("connect", address, port)).isEqualTo("refused: Network is unreachable");
                assertNobodyCameTo(service);
                assertThat(outside("connect", address, port)).isEqualTo(DONE);
                service.accept().close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8.8.8.8", "10.0.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "2001:4860:4860::8888"})
    void toOtherMachines(String address) {
        // Not even a route: no packet can have left. The twin is the address of the host above.
        assertThat(inside("connect", address, "443")).isEqualTo("refused: Network is unreachable");
    }

    @Test
    void byDatagrams() throws Exception {
        try (var service = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String port = Integer.toString(service.getLocalPort());
            inside("datagram", "127.0.0.1", port);
            assertNobodyAsked(service);
            assertThat(outside("datagram", "127.0.0.1", port)).isEqualTo(DONE);
            var question = new DatagramPacket(new byte[100], 100);
            service.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
            service.receive(question);
            assertThat(new String(question.getData(), 0, question.getLength(), UTF_8))
                    .isEqualTo("question");
        }
    }

    @Test
    void byNames() throws Exception {
        assertThat(inside("read", "/etc/resolv.conf")).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("resolve", "example.com")).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("resolve", "localhost")).isEqualTo("done 127.0.0.1");
        try (var names = new DatagramSocket(null)) {
            names.setReuseAddress(true);
            names.bind(new InetSocketAddress("127.53.53.53", 53));
            inside("datagram", "127.53.53.53", "53");
            assertNobodyAsked(names);
            assertThat(outside("datagram", "127.53.53.53", "53")).isEqualTo(DONE);
        }
    }

    @Test
    void byOtherFamiliesOfSockets() {
        assertThat(inside("families").lines())
                .hasSize(50)
                .filteredOn(line -> !line.endsWith(NO_SUCH_FAMILY))
                .containsExactly("1 done", "2 done", "10 done", "16 done");
    }

    /** The kernel's events about devices, which the host tells its users. */
    @Test
    void byOtherProtocolsOfTheFamilyForRoutes() {
        assertThat(inside("socket", "16", "3", "15")).isEqualTo(NO_SUCH_FAMILY);
        assertThat(outside("socket", "16", "3", "15")).isEqualTo(DONE);
    }

    @Test
    void byRawSockets() {
        assertThat(inside("socket", "2", "3", "1")).isEqualTo(NOT_PERMITTED);
        assertThat(inside("socket", "17", "3", "0")).isEqualTo(NO_SUCH_FAMILY);
        assertThat(inside("socket", "2", "1", "0")).isEqualTo(DONE);
    }

    @Test
    void toUnixSocketsByTheirPath() throws Exception {
        Path path = secret.resolveSibling("socket");
        try (var service = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            service.bind(UnixDomainSocketAddress.of(path));
            warden.own(directory);
            service.configureBlocking(false);
            assertThat(inside("unix", path.toString())).isEqualTo(NO_SUCH_FILE);
            assertThat(service.accept()).isNull();
            assertThat(outside("unix", path.toString())).isEqualTo(DONE);
            service.accept().close();
        }
        Files.delete(path);
    }

    /** Docker, the system's bus and others are where nothing of the host is shown. */
    @ParameterizedTest
    @ValueSource(strings = {"/run", "/var/run"})
    void toTheSocketsOfTheSystem(String place) {
        assertThat(inside("list", place)).isEqualTo(NO_SUCH_FILE);
        assertThat(inside("unix", place + "/docker.sock")).isEqualTo(NO_SUCH_FILE);
        assertThat(outside("list", place)).startsWith(DONE);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, refused: Connection refused",
        "HOST_LOOPBACK_LISTEN, refused: Address family not supported by protocol"
    })
    void toUnixSocketsByTheirName(NetworkAccess network, String answer) throws Exception {
        Process service = warden.program(workspace, argv(workspace, "abstract", "@" + token))
                .start();
        try (var output = service.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("listening");
            assertThat(inside(probe("unix", "@" + token).withNetwork(network))).isEqualTo(answer);
            assertThat(outside("unix", "@" + token)).isEqualTo(DONE);
            assertThat(output.readLine()).isEqualTo("somebody came");
            assertThat(inside(probe("socket", "2", "1", "0").withNetwork(network)))
                    .isEqualTo(DONE);
        } finally {
            service.destroyForcibly();
        }
    }

    @Test
    void byListening() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var listening = new Thread(() -> warden.inside(probe("listen", Integer.toString(port), "listening")
                .withLimits(Limits.DEFAULT.withWallClock(Duration.ofSeconds(2)))));
        listening.start();
        awaitFile(workspace.resolve("listening"));
        assertThat(hostListensOn(port)).isFalse();
        listening.join();
        Process twin = warden.program(workspace, argv(workspace, "listen", Integer.toString(port), "twin"))
                .start();
        try {
            awaitFile(workspace.resolve("twin"));
            assertThat(hostListensOn(port)).isTrue();
        } finally {
            twin.destroyForcibly();
        }
    }

    private static boolean hostListensOn(int port) throws IOException {
        String listens = String.format(":%04X 00000000:0000 0A", port);
        return Files.readString(Path.of("/proc/net/tcp")).contains(listens);
    }

    private static void awaitFile(Path file) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).describedAs("waiting for %s", file).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void assertNobodyCameTo(ServerSocket service) throws IOException {
        service.setSoTimeout(NOBODY_CAME_MILLIS);
        try {
            service.accept();
            throw new AssertionError("somebody came");
        } catch (SocketTimeoutException nobody) {
            service.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
        }
    }

    private static void assertNobodyAsked(DatagramSocket service) throws IOException {
        service.setSoTimeout(NOBODY_CAME_MILLIS);
        try {
            service.receive(new DatagramPacket(new byte[1], 1));
            throw new AssertionError("somebody asked");
        } catch (SocketTimeoutException nobody) {
            assertThat(service.isClosed()).isFalse();
        }
    }
}
