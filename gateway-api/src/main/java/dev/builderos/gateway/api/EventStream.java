package dev.builderos.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A live stream of the server, read by one thread. When the connection breaks, it is opened again with
 * {@code Last-Event-ID} after a jittered wait that doubles, until it works or {@link Timing#patience} is over. It ends when
 * the server says {@code end}, or when {@link #close} is called, which any thread may do.
 *
 * @param <T> its items
 */
public final class EventStream<T> implements AutoCloseable {

    /**
     * How a broken connection is dealt with.
     *
     * @param firstRetry the wait before the first new try
     * @param longestRetry no wait is longer
     * @param patience how long the server may stay away
     * @param silence a connection without a byte for this long is dead; the server sends a heartbeat every 15 s
     */
    record Timing(Duration firstRetry, Duration longestRetry, Duration patience, Duration silence) {
        static final Timing STANDARD = new Timing(
                Duration.ofMillis(250), Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(45));
    }

    /** Understands the events that carry items. */
    @FunctionalInterface
    interface Reading<T> {
        /** The items of an event in order; none when the event is of another kind. */
        List<T> read(String name, String data) throws IOException;

        /** For events of one name, each with one item as its data. */
        static <T> Reading<T> each(String itemName, Class<T> itemType) {
            return (name, data) ->
                    name.equals(itemName) ? List.of(GatewayJson.mapper().readValue(data, itemType)) : List.of();
        }
    }

    /** Opens the stream after the event with the given id, or from its beginning. */
    @FunctionalInterface
    interface Opener {
        InputStream open(@Nullable String lastEventId) throws IOException;
    }

    private final Opener opener;
    private final Reading<T> reading;
    private final Predicate<T> unseen;
    private final Timing timing;
    private final Object monitor = new Object();

    /** What came in one event and was not taken yet. */
    private final Deque<T> items = new ArrayDeque<>();

    private @Nullable ServerSentEvents connection;
    private @Nullable String lastEventId;
    private int failures;
    private long lostAt;
    private Duration wait = Duration.ZERO;
    private volatile boolean closed;

    /**
     * @param unseen says, once per item in order, whether the item is one the reader has not had; a stream whose server sends
     *     history again after a reconnect drops the rest by it
     */
    EventStream(Opener opener, Reading<T> reading, Predicate<T> unseen, Timing timing) {
        this.opener = opener;
        this.reading = reading;
        this.unseen = unseen;
        this.timing = timing;
    }

    /**
     * Waits for what the stream says next; empty when it has ended.
     *
     * @throws GatewayProblem when the server refuses the stream
     * @throws GatewayUnreachable when the server stayed away too long
     */
    public Optional<StreamEvent<T>> next() {
        while (!closed) {
            T arrived = items.poll();
            if (arrived != null) {
                return Optional.of(new StreamEvent.Item<>(arrived));
            }
            try {
                ServerSentEvents open = connection;
                if (open == null) {
                    pause();
                    if (closed) {
                        break;
                    }
                    connect();
                    if (failures > 0) {
                        failures = 0;
                        return Optional.of(new StreamEvent.Reconnected<>());
                    }
                    continue;
                }
                Optional<ServerSentEvents.Event> event = open.next();
                if (event.isEmpty()) {
                    throw new IOException("the stream broke off");
                }
                Optional<StreamEvent<T>> said = understand(event.get());
                if (said.isPresent()) {
                    return said;
                }
            } catch (IOException | GatewayUnreachable e) {
                if (closed) {
                    break;
                }
                return Optional.of(lost(e));
            }
        }
        close();
        return Optional.empty();
    }

    /** Whether {@link #next} would give an item without waiting; for readers that gather what they write. */
    public boolean hasArrived() {
        return !items.isEmpty();
    }

    private Optional<StreamEvent<T>> understand(ServerSentEvents.Event event) throws IOException {
        if (event.id() != null) {
            lastEventId = event.id();
        }
        if (event.name().equals("end")) {
            closed = true;
            return Optional.empty();
        }
        try {
            if (event.name().equals("gap")) {
                return Optional.of(new StreamEvent.Missed<>(GatewayJson.mapper().readValue(event.data(), Gap.class)));
            }
            for (T item : reading.read(event.name(), event.data())) {
                if (unseen.test(item)) {
                    items.add(item);
                }
            }
            return Optional.ofNullable(items.poll()).map(StreamEvent.Item::new);
        } catch (JsonProcessingException e) {
            throw new IOException("the server sent a " + event.name() + " event that is none", e);
        }
    }

    private void connect() throws IOException {
        InputStream bytes = opener.open(lastEventId);
        ServerSentEvents open = new ServerSentEvents(bytes);
        synchronized (monitor) {
            connection = open;
            if (closed) {
                open.close();
            }
        }
    }

    private StreamEvent<T> lost(Exception cause) {
        disconnect();
        long now = System.nanoTime();
        if (failures == 0) {
            lostAt = now;
        }
        if (now - lostAt > timing.patience().toNanos()) {
            closed = true;
            throw new GatewayUnreachable(
                    "the server did not come back within " + timing.patience().toSeconds() + " s", cause);
        }
        long doubled = timing.firstRetry().toMillis() << Math.min(failures, 10);
        long bounded = Math.max(1, Math.min(doubled, timing.longestRetry().toMillis()));
        wait = Duration.ofMillis(bounded / 2 + ThreadLocalRandom.current().nextLong(bounded));
        failures++;
        return new StreamEvent.Disconnected<>(failures, wait);
    }

    private void pause() {
        long until = System.nanoTime() + wait.toNanos();
        wait = Duration.ZERO;
        synchronized (monitor) {
            for (long left = until - System.nanoTime(); left > 0 && !closed; left = until - System.nanoTime()) {
                try {
                    monitor.wait(left / 1_000_000, (int) (left % 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    closed = true;
                }
            }
        }
    }

    private void disconnect() {
        synchronized (monitor) {
            ServerSentEvents open = connection;
            connection = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    // it is being thrown away
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
        }
        disconnect();
    }
}
