package dev.builderos.egress;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The proxy of one command: an HTTP proxy on a unix socket, as long as it is open. */
public final class EgressProxy implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EgressProxy.class.getName());
    private static final long LOOK_MILLIS = 200;

    private final Path socket;
    private final ServerSocketChannel server;
    private final EgressLimits limits;
    private final Meter meter;
    private final Exchange.Site site;
    private final Semaphore room;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("egress-", 0).factory());

    private EgressProxy(
            Path socket,
            ServerSocketChannel server,
            Judge judge,
            Resolver resolver,
            EgressLimits limits,
            Optional<Opening> opening,
            Consumer<String> notice) {
        this.socket = socket;
        this.server = server;
        this.limits = limits;
        this.meter = new Meter(limits);
        this.room = new Semaphore(limits.connections());
        this.site = new Exchange.Site(
                judge, new Dialer(resolver, limits), limits, new Forks(threads), new AtomicInteger(), opening, notice);
    }

    /**
     * Opens a proxy.
     *
     * @param socket where; in a directory that nobody else may enter, since whoever connects is taken for the command
     * @param opening how tunnels are opened that the judge says end here; empty where it says so of none
     * @param notice takes what should be in the command's log, a line each; called by many threads
     */
    public static EgressProxy open(
            Path socket,
            Judge judge,
            Resolver resolver,
            EgressLimits limits,
            Optional<Opening> opening,
            Consumer<String> notice)
            throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket), limits.connections());
        } catch (IOException | RuntimeException refused) {
            server.close();
            throw refused;
        }
        EgressProxy proxy = new EgressProxy(socket, server, judge, resolver, limits, opening, notice);
        proxy.threads.execute(proxy::accept);
        proxy.threads.execute(proxy::watch);
        return proxy;
    }

    public Path socket() {
        return socket;
    }

    private void accept() {
        while (closing.getCount() > 0) {
            try {
                room.acquire();
                serve(server.accept());
            } catch (InterruptedException | ClosedChannelException over) {
                return;
            } catch (IOException failed) {
                room.release();
                LOG.log(System.Logger.Level.WARNING, "a connection could not be taken", failed);
                // For lack of files, it seems; the next would fail as well.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            }
        }
    }

    private void serve(SocketChannel channel) {
        Connection connection = new Connection(channel, meter, limits);
        connections.add(connection);
        if (closing.getCount() == 0) {
            connection.close();
        }
        threads.execute(() -> {
            try {
                new Exchange(site, connection).run();
            } catch (RuntimeException broken) {
                LOG.log(System.Logger.Level.ERROR, "a connection broke", broken);
            } finally {
                connections.remove(connection);
                room.release();
            }
        });
    }

    private void watch() {
        try {
            while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                connections.stream()
                        .filter(connection -> connection.overdue(now))
                        .forEach(Connection::close);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends every connection. Returns when of each request it was told how it ended. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException stays) {
            LOG.log(System.Logger.Level.WARNING, "the socket of a command stays", stays);
        }
        connections.forEach(Connection::close);
        threads.close();
    }
}
