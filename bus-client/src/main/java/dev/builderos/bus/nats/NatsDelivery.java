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

/** One delivery of a durable message. It is settled once; what is said afterwards changes nothing. */
final class NatsDelivery implements Delivery {
    /** Whoever keeps what is in work. */
    interface Holder {
        void settled(NatsDelivery delivery);

        /** The message of this number has had its attempts, and is to be tried all the same. */
        void notParked(long streamSequence);
    }

    private static final Logger LOG = Logger.getLogger(NatsDelivery.class);
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(5);

    private final Connection connection;
    private final Message message;
    private final Envelope envelope;
    private final String consumer;
    private final Redelivery redelivery;
    private final ParkingLot parkingLot;
    private final Holder holder;
    private final int attempt;
    private final AtomicBoolean settled = new AtomicBoolean();

    NatsDelivery(
            Connection connection,
            Message message,
            String stem,
            String consumer,
            Redelivery redelivery,
            ParkingLot parkingLot,
            Holder holder) {
        this.connection = connection;
        this.message = message;
        this.envelope = NatsMessages.envelope(stem, message);
        this.consumer = consumer;
        this.redelivery = redelivery;
        this.parkingLot = parkingLot;
        this.holder = holder;
        this.attempt = (int) Math.min(message.metaData().deliveredCount(), redelivery.attempts());
    }

    @Override
    public Envelope envelope() {
        return envelope;
    }

    @Override
    public int attempt() {
        return attempt;
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
                comeAgain();
            }
        });
    }

    /** Where there is no room to park, nothing was wrong with the message perhaps, so it comes once more. */
    @Override
    public Uni<Void> park(Throwable why) {
        return Uni.createFrom()
                .deferred(() ->
                        settled.get() ? Uni.createFrom().voidItem() : parkingLot.park(consumer, envelope, attempt, why))
                .onFailure()
                .invoke(failure -> {
                    if (settled.compareAndSet(false, true)) {
                        holder.notParked(message.metaData().streamSequence());
                        comeAgain();
                    }
                })
                .flatMap(ignored -> settle(AckType.AckTerm));
    }

    private void comeAgain() {
        message.nakWithDelay(redelivery.delayAfter(attempt));
        holder.settled(this);
    }

    /** Tells the server that it is neither lost nor forgotten, so that nobody else gets it. */
    void stillInWork() {
        if (!settled.get()) {
            connection.publish(message.getReplyTo(), AckType.AckProgress.bytes);
        }
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
                    .invoke(() -> holder.settled(this));
        });
    }
}
