package dev.builderos.egress;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a command, and the one to a host that it led to: their bytes are counted, and both end when nothing moves
 * or when they take too long.
 */
final class Connection {
    private final SocketChannel channel;
    private final Meter meter;
    private final EgressLimits limits;
    private final long started = System.nanoTime();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final Side command;
    private volatile @Nullable Socket host;
    private volatile boolean flows;
    private volatile boolean ended;
    private volatile long due;

    Connection(SocketChannel channel, Meter meter, EgressLimits limits) {
        this.channel = channel;
        this.meter = meter;
        this.limits = limits;
        var in = new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public int read(byte[] bytes, int from, int count) throws IOException {
                int read = super.read(bytes, from, count);
                moved();
                return read;
            }
        };
        var out = new FilterOutputStream(Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
                moved();
            }
        };
        this.command = new Side(in, out, channel::shutdownOutput);
        within(limits.head());
    }

    /** What comes next has to be over after this time, whatever moves. */
    void within(Duration time) {
        flows = false;
        due = System.nanoTime() + time.toNanos();
    }

    /** From now on it goes on as long as something moves. */
    void flow() {
        flows = true;
        moved();
    }

    private void moved() {
        if (flows) {
            due = System.nanoTime() + limits.idle().toNanos();
        }
    }

    boolean overdue(long now) {
        return now - due > 0 || now - started > limits.total().toNanos();
    }

    Side command() {
        return command;
    }

    Judge.Traffic traffic() {
        return new Judge.Traffic(sent.get(), received.get());
    }

    /** Takes the connection to the host in, which ends with this one. */
    void join(Socket socket) throws IOException {
        host = socket;
        if (ended) {
            close();
            throw new IOException("the command's connection is over");
        }
    }

    /** What goes over the connection to the host, counted. */
    Side host(Socket socket) throws IOException {
        return new Side(
                new FilterInputStream(socket.getInputStream()) {
                    @Override
                    public int read(byte[] bytes, int from, int count) throws IOException {
                        int read = super.read(bytes, from, count);
                        if (read > 0) {
                            received.addAndGet(read);
                            meter.received(read);
                            moved();
                        }
                        return read;
                    }
                },
                new FilterOutputStream(socket.getOutputStream()) {
                    @Override
                    public void write(byte[] bytes, int from, int count) throws IOException {
                        meter.sending(count);
                        out.write(bytes, from, count);
                        sent.addAndGet(count);
                        moved();
                    }
                },
                socket::shutdownOutput);
    }

    /** Ends both sides, whoever reads or writes there. */
    void close() {
        ended = true;
        close(channel);
        Socket open = host;
        if (open != null) {
            close(open);
        }
    }

    private static void close(Closeable side) {
        try {
            side.close();
        } catch (IOException gone) {
            System.getLogger(Connection.class.getName()).log(System.Logger.Level.DEBUG, "not closed in order", gone);
        }
    }
}
