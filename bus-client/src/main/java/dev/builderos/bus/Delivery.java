package dev.builderos.bus;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** One delivery of a message to one consumer. Exactly one of {@code ack}, {@code redeliver}, {@code park} is called. */
public interface Delivery {
    Envelope envelope();

    /** 1 for the first delivery. */
    int attempt();

    /** Where an answer is to be sent; null for a durable message. */
    default @Nullable String replyAddress() {
        return null;
    }

    /** Whether somebody still waits for the answer; what nobody waits for need not be done. */
    default boolean isAwaited() {
        return true;
    }

    /** The message has taken effect and the effect is committed. */
    Uni<Void> ack();

    /** Try again later; after the last attempt the message is parked. */
    Uni<Void> redeliver(Throwable why);

    /** The message cannot take effect; it is kept for a person and not delivered again. */
    Uni<Void> park(Throwable why);
}
