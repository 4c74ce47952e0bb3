package dev.builderos.bus.nats;

import dev.builderos.bus.Delivery;
import dev.builderos.bus.DeliveryQueue;
import dev.builderos.bus.Envelope;
import io.nats.client.Message;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A request on its way to whoever serves it. It is delivered once; whoever asked asks again. */
final class NatsRequest implements Delivery {
    private final Envelope envelope;
    private final @Nullable String replyAddress;
    private final DeliveryQueue queue;
    private final long givenUpAt;
    private final AtomicBoolean settled = new AtomicBoolean();

    NatsRequest(Message message, String stem, DeliveryQueue queue) {
        this.envelope = NatsMessages.envelope(stem, message);
        this.replyAddress = message.getReplyTo();
        this.queue = queue;
        this.givenUpAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience(envelope));
    }

    /** How long the caller waits from now, in milliseconds; one that does not say so waits an hour at most. */
    private static long patience(Envelope envelope) {
        long most = TimeUnit.HOURS.toMillis(1);
        String written = envelope.headers().get(NatsMessages.DEADLINE);
        try {
            return written == null ? most : Math.clamp(Long.parseLong(written), 0, most);
        } catch (NumberFormatException unreadable) {
            return most;
        }
    }

    @Override
    public Envelope envelope() {
        return envelope;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public @Nullable String replyAddress() {
        return replyAddress;
    }

    @Override
    public boolean isAwaited() {
        return System.nanoTime() - givenUpAt < 0;
    }

    @Override
    public Uni<Void> ack() {
        return Uni.createFrom().voidItem().invoke(() -> {
            if (settled.compareAndSet(false, true)) {
                queue.finished();
            }
        });
    }

    @Override
    public Uni<Void> redeliver(Throwable why) {
        return ack();
    }

    @Override
    public Uni<Void> park(Throwable why) {
        return ack();
    }
}
