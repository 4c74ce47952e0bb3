package dev.builderos.bus.nats;

import dev.builderos.bus.Delivery;
import dev.builderos.bus.DeliveryQueue;
import dev.builderos.bus.ParkingLot;
import dev.builderos.bus.Redelivery;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.smallrye.mutiny.Multi;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One durable consumer kept going: made where it is missing, and started again where it has ended. Called by one thread at a
 * time, but for the messages, which come on a thread of their own.
 */
final class NatsConsumption {
    private static final Logger LOG = Logger.getLogger(NatsConsumption.class);

    /** Messages asked for at a time; the server gives no more than may be in flight. */
    private static final int BATCH = 256;

    /** How long the server keeps what is asked for; a server that is silent for so long is asked again. */
    private static final Duration PULL = Duration.ofSeconds(5);

    private final String stem;
    private final String consumer;
    private final int inFlight;
    private final NatsStreams streams;
    private final Redelivery redelivery;
    private final ParkingLot parkingLot;
    private final DeliveryQueue queue;
    private final NatsDelivery.Holder queued = new Queued();
    private final NatsDelivery.Holder aside = new Aside();

    /** Twice as many as may be in flight, at most: the server gives no more that are not settled. */
    private final Set<NatsDelivery> held = ConcurrentHashMap.newKeySet();

    private final Set<Long> notParked = ConcurrentHashMap.newKeySet();
    /** What the consumer has not been given yet, of all who share it. */
    private final AtomicLong pending = new AtomicLong();

    private @Nullable MessageConsumer running;
    private boolean ended;

    NatsConsumption(
            String stem,
            String consumer,
            int inFlight,
            NatsStreams streams,
            Redelivery redelivery,
            ParkingLot parkingLot) {
        this.stem = stem;
        this.consumer = consumer;
        this.inFlight = inFlight;
        this.streams = streams;
        this.redelivery = redelivery;
        this.parkingLot = parkingLot;
        this.queue = new DeliveryQueue(inFlight, Integer.MAX_VALUE); // what is held is its bound
        Metrics.gauge("builderos.bus.pending", Tags.of("consumer", consumer), pending);
    }

    Multi<Delivery> deliveries() {
        return queue.deliveries();
    }

    String stem() {
        return stem;
    }

    /** Gives whether it runs now; where it does not, it is to be tried again. */
    boolean keepGoing(Connection connection) throws InterruptedException {
        if (ended) {
            return true;
        }
        try {
            streams.ensure(connection, stem);
            boolean there = isThere(connection);
            if (there && running != null && !running.isFinished()) {
                return true;
            }
            stop();
            streams.ensureConsumer(connection, stem, consumer, inFlight);
            running = connection
                    .getConsumerContext(NatsStreams.name(stem), NatsStreams.consumerName(stem, consumer))
                    .consume(
                            ConsumeOptions.builder()
                                    .batchSize(BATCH)
                                    .expiresIn(PULL.toMillis())
                                    .build(),
                            message -> deliver(connection, message));
            return true;
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
            LOG.debugf("not consuming yet stem=%s consumer=%s reason=%s", stem, consumer, e.getMessage());
            streams.forget(stem);
            return false;
        }
    }

    private boolean isThere(Connection connection) throws IOException {
        try {
            pending.set(connection
                    .jetStreamManagement()
                    .getConsumerInfo(NatsStreams.name(stem), NatsStreams.consumerName(stem, consumer))
                    .getNumPending());
            return true;
        } catch (JetStreamApiException missing) {
            return false;
        }
    }

    /** One that was tried as often as may be and never settled is not tried again: whoever tried it may have died of it. */
    private void deliver(Connection connection, Message message) {
        boolean triedOut = message.metaData().deliveredCount() > redelivery.attempts()
                && !notParked.remove(message.metaData().streamSequence());
        NatsDelivery delivery = new NatsDelivery(
                connection, message, stem, consumer, redelivery, parkingLot, triedOut ? aside : queued);
        held.add(delivery);
        if (triedOut) {
            delivery.park(new IllegalStateException("delivered " + redelivery.attempts() + " times and never settled"))
                    .subscribe()
                    .with(
                            parked -> {},
                            failure -> LOG.errorf(
                                    failure, "could not park a message stem=%s consumer=%s", stem, consumer));
        } else {
            queue.offer(delivery);
        }
    }

    /** What waits or is in work here stays here, however long it takes. */
    void keepHeld() {
        held.forEach(NatsDelivery::stillInWork);
    }

    private class Aside implements NatsDelivery.Holder {
        @Override
        public void settled(NatsDelivery delivery) {
            held.remove(delivery);
        }

        @Override
        public void notParked(long streamSequence) {
            notParked.add(streamSequence);
        }
    }

    private final class Queued extends Aside {
        @Override
        public void settled(NatsDelivery delivery) {
            super.settled(delivery);
            queue.finished();
        }
    }

    void end() {
        ended = true;
        stop();
    }

    /** Asks for nothing more until it is to go on; what was asked for may be gone with the connection. */
    void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }
}
