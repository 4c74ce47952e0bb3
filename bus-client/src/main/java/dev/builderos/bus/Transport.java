package dev.builderos.bus;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Carries messages between services. Every implementation passes {@code TransportContract}.
 *
 * <p>Durable messages are delivered at least once to each named consumer; order is kept per consumer except for
 * redeliveries. Live messages reach whoever listens at that moment. All methods may be called from any thread and never
 * block.
 */
public interface Transport extends AutoCloseable {
    /** How this transport is called in status and logs. */
    String name();

    /**
     * Hands over a durable message. Completes when losing this process can no longer lose the message: it is stored by the
     * bus, or every durable consumer has acknowledged or parked it. Fails with {@link BusUnavailable} otherwise; the
     * caller keeps the message and tries again.
     */
    Uni<Void> publish(Envelope message);

    /** Tells whoever listens now; lost when nobody does or a listener is too slow. */
    void tell(Envelope message);

    /**
     * Asks the one service that serves the subject. Fails with {@link BusUnavailable} when nobody serves it or no answer
     * comes within the deadline.
     */
    Uni<Reply> request(Envelope message, Duration deadline);

    /** Sends an answer to where a request came from. An address nobody waits at any more is ignored. */
    void reply(String address, Reply reply);

    /** Stores something of no meaning as a durable message is stored; fails where that cannot be done now. */
    Uni<Void> probe();

    /** Durable messages of a stem for one named consumer, at most {@code inFlight} unacknowledged at a time. */
    Multi<Delivery> consume(String stem, String consumer, int inFlight);

    /** Requests of a stem; several servers of a stem share them. */
    Multi<Delivery> serve(String stem, int inFlight);

    /** Live messages of a stem. */
    Multi<Envelope> listen(String stem);

    /**
     * Says whenever live messages may not have reached this process, because it was cut off and is not any more.
     *
     * @param told called on any thread; must not block
     * @return ends it
     */
    Runnable whenCutOff(Runnable told);

    @Override
    void close();
}
