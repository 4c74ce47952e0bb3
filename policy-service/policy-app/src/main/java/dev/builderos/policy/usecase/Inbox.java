package dev.builderos.policy.usecase;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** Which messages were taken. Within a transaction only. */
public interface Inbox {
    /** Notes that this consumer takes a message; false when it took it before. */
    Uni<Boolean> take(String consumer, UUID message);
}
