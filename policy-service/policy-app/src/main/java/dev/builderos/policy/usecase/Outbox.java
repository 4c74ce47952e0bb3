package dev.builderos.policy.usecase;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** Messages to be sent after the commit. Within a transaction only. */
public interface Outbox {
    Uni<Void> put(Outgoing message);

    /** A message as it is stored: its id, type, subject and JSON body; the body is shared, nobody changes it. */
    record Outgoing(UUID id, String type, String subject, Body body) {}

    /** Bytes without value semantics. */
    final class Body {
        private final byte[] bytes;

        public Body(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] bytes() {
            return bytes;
        }
    }
}
