package dev.builderos.contracts.parked;

import java.time.Instant;

/**
 * A message that could not take effect. It is kept, and tried again only when somebody asks for it.
 *
 * @param service whose it is
 * @param consumer who could not take it; {@code outbox} when it could not even be sent
 * @param id the message's own
 * @param attempts how often it was tried
 * @param reason why it could not take effect
 */
public record ParkedMessage(
        String service, String consumer, String subject, String id, Instant parkedAt, int attempts, String reason) {}
