package dev.builderos.bus;

import io.smallrye.mutiny.Multi;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What a subscriber received, to be taken one by one. */
final class Received<T> {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();

    static <T> Received<T> from(Multi<T> stream) {
        Received<T> received = new Received<>();
        stream.subscribe().with(received::add);
        return received;
    }

    void add(T item) {
        queue.add(item);
    }

    T next() {
        try {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    List<T> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> next()).toList();
    }

    /** What came and was not taken. */
    int waiting() {
        return queue.size();
    }

    static String text(Envelope envelope) {
        return new String(envelope.body(), StandardCharsets.UTF_8);
    }

    static String text(Delivery delivery) {
        return text(delivery.envelope());
    }
}
