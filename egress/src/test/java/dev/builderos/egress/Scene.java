package dev.builderos.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A proxy over a real socket, with a policy and names that a test decides, and hosts on this machine's loopback. */
final class Scene implements AutoCloseable {
    final List<EgressRequest> judged = new CopyOnWriteArrayList<>();
    final List<Judge.Ending> endings = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();
    final Map<String, List<String>> names = new ConcurrentHashMap<>();
    final List<String> resolved = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Path socket;
    private EgressProxy proxy;
    Function<EgressRequest, Judge.Verdict> policy = request -> allowed(Reach.PRIVATE);

    Scene(Path directory, EgressLimits limits) throws IOException {
        this(directory, limits, Optional.empty());
    }

    Scene(Path directory, EgressLimits limits, Optional<Opening> opening) throws IOException {
        socket = directory.resolve("egress");
        Resolver resolver = name -> {
            resolved.add(name);
            List<String> addresses = names.get(name);
            if (addresses == null) {
                throw new UnknownHostException(name);
            }
            List<InetAddress> found = new ArrayList<>();
            for (String address : addresses) {
                found.add(InetAddress.ofLiteral(address));
            }
            return found;
        };
        Judge judge = request -> {
            judged.add(request);
            return policy.apply(request);
        };
        proxy = EgressProxy.open(socket, judge, resolver, limits, opening, notices::add);
    }

    Judge.Verdict allowed(Reach reach) {
        return new Judge.Verdict.Allowed(new Judge.Permit() {
            @Override
            public Reach reach() {
                return reach;
            }

            @Override
            public void ended(Judge.Ending ending) {
                endings.add(ending);
            }
        });
    }

    Path socket() {
        return socket;
    }

    /** What a host does with one connection. */
    interface Serving {
        void serve(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    /** A host on the loopback; what it does is on a thread for each connection. */
    final class Host implements AutoCloseable {
        final ServerSocket server;
        final List<String> heads = new CopyOnWriteArrayList<>();

        Host(Serving serving) throws IOException {
            server = new ServerSocket(0, 50, InetAddress.ofLiteral("0.0.0.0"));
            Thread.startVirtualThread(() -> {
                while (!server.isClosed()) {
                    try {
                        Socket socket = server.accept();
                        Thread.startVirtualThread(() -> {
                            try (socket) {
                                serving.serve(socket.getInputStream(), socket.getOutputStream());
                            } catch (IOException | InterruptedException gone) {
                                notices.add("host: " + gone);
                            }
                        });
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** A host that remembers the heads of requests, and answers each with this. */
    Host answering(String answer) throws IOException {
        Host[] host = new Host[1];
        host[0] = host((in, out) -> {
            host[0].heads.add(head(in));
            out.write(answer.getBytes(ISO_8859_1));
            out.flush();
        });
        return host[0];
    }

    Host host(Serving serving) throws IOException {
        Host host = new Host(serving);
        open.add(host);
        return host;
    }

    /** Reads up to the empty line. */
    static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** A connection to the proxy. */
    final class Client implements AutoCloseable {
        private final SocketChannel channel;
        final InputStream in;
        final OutputStream out;

        Client() throws IOException {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(socket));
            in = Channels.newInputStream(channel);
            out = Channels.newOutputStream(channel);
        }

        Client say(String text) throws IOException {
            out.write(text.getBytes(ISO_8859_1));
            return this;
        }

        Client finish() throws IOException {
            channel.shutdownOutput();
            return this;
        }

        /** All that comes until the proxy closes. */
        String rest() {
            var all = new ByteArrayOutputStream();
            try {
                in.transferTo(all);
            } catch (IOException reset) {
                notices.add("client: " + reset);
            }
            return all.toString(ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Client client() throws IOException {
        Client client = new Client();
        open.add(client);
        return client;
    }

    /** What the proxy answers to a text. */
    String ask(String text) throws IOException {
        return client().say(text).rest();
    }

    /** Waits until all is over. */
    void settle() {
        proxy.close();
    }

    @Override
    public void close() {
        proxy.close();
        open.reversed().forEach(each -> {
            try {
                each.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
    }
}
