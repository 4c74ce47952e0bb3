package dev.builderos.bus.nats;

import dev.builderos.bus.Delivery;
import dev.builderos.bus.Envelope;
import dev.builderos.bus.ParkingLot;
import dev.builderos.bus.Redelivery;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.AckType;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One delivery of a durable message. It is settled once; what is said afterwards changes nothing. */
final class NatsDelivery implements Delivery {
    private static final Logger LOG = Logger.getLogger(NatsDelivery.class);
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(5);

    private final Connection connection;
    private final Message message;
    private final Envelope envelope;
    private final String consumer;
    private final Redelivery redelivery;
    private final ParkingLot parkingLot;
    private final Runnable finished;
    private final int attempt;
    private final AtomicBoolean settled = new AtomicBoolean();

    NatsDelivery(
            Connection connection,
            Message message,
            String stem,
            String consumer,
            Redelivery redelivery,
            ParkingLot parkingLot,
            Runnable finished) {
        this.connection = connection;
        this.message = message;
        this.envelope = NatsMessages.envelope(stem, message);
        this.consumer = consumer;
        this.redelivery = redelivery;
        this.parkingLot = parkingLot;
        this.finished = finished;
        this.attempt = Math.toIntExact(message.metaData().deliveredCount());
    }

    @Override
    public Envelope envelope() {
        return envelope;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public @Nullable String replyAddress() {
        return null;
    }

    @Override
    public boolean isAwaited() {
        return true;
    }

    /** Waits until the server has it. Where that fails the message comes again, and its consumer knows it by its id. */
    @Override
    public Uni<Void> ack() {
        return settle(AckType.AckAck);
    }

    @Override
    public Uni<Void> redeliver(Throwable why) {
        if (attempt >= redelivery.attempts()) {
            return park(why);
        }
        return Uni.createFrom().voidItem().invoke(() -> {
            if (settled.compareAndSet(false, true)) {
                message.nakWithDelay(redelivery.delayAfter(attempt));
                finished.run();
            }
        });
    }

    @Override
    public Uni<Void> park(Throwable why) {
        return Uni.createFrom()
                .deferred(() -> settled.get()
                        ? Uni.createFrom().voidItem()
                        : parkingLot.park(consumer, envelope, Math.min(attempt, redelivery.attempts()), why))
                .flatMap(ignored -> settle(AckType.AckTerm));
    }

    private Uni<Void> settle(AckType how) {
        return Uni.createFrom().deferred(() -> {
            if (!settled.compareAndSet(false, true)) {
                return Uni.createFrom().voidItem();
            }
            return Uni.createFrom()
                    .completionStage(
                            () -> connection.requestWithTimeout(message.getReplyTo(), how.bodyBytes(-1), ACK_TIMEOUT))
                    .replaceWithVoid()
                    .onFailure()
                    .invoke(failure -> LOG.warnf(
                            "message comes again, as it could not be settled id=%s consumer=%s reason=%s",
                            envelope.id(), consumer, failure))
                    .onFailure()
                    .recoverWithNull()
                    .onTermination()
                    .invoke(finished);
        });
    }
}
