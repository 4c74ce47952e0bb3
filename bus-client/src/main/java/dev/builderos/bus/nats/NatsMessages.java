package dev.builderos.bus.nats;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Reply;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Subject;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Envelopes and replies as they travel over NATS. */
final class NatsMessages {
    static final String ID = "ce-id";

    /** By which JetStream knows that it has stored a message already. */
    static final String MESSAGE_ID = "Nats-Msg-Id";

    /** How long the caller waits, in milliseconds from the sending; no clock is compared with another. */
    static final String DEADLINE = "builderos-deadline-ms";

    private static final String REPLY = "builderos-reply";
    private static final String ANSWER = "answer";
    private static final String REFUSAL = "refusal";

    private NatsMessages() {}

    static Message durable(Envelope envelope) {
        return message(envelope, headers(envelope).put(MESSAGE_ID, envelope.id().toString()));
    }

    static Message live(Envelope envelope) {
        return message(envelope, headers(envelope));
    }

    static Message request(Envelope envelope, Duration deadline) {
        return message(envelope, headers(envelope).put(DEADLINE, Long.toString(deadline.toMillis())));
    }

    private static Headers headers(Envelope envelope) {
        Headers headers = new Headers();
        envelope.headers().forEach(headers::put);
        return headers.put(ID, envelope.id().toString());
    }

    private static Message message(Envelope envelope, Headers headers) {
        return NatsMessage.builder()
                .subject(envelope.subject().value())
                .headers(headers)
                .data(envelope.body())
                .build();
    }

    /**
     * What came under a stem. A message that is none of ours, by its subject or its id, keeps its body, so that it fails where
     * it is read and is parked where people see it.
     */
    static Envelope envelope(String stem, Message message) {
        Map<String, String> headers = new LinkedHashMap<>();
        Headers given = message.getHeaders();
        if (given != null) {
            for (String name : given.keySet()) {
                headers.put(name, Objects.requireNonNullElse(given.getFirst(name), ""));
            }
        }
        byte[] body = Objects.requireNonNullElse(message.getData(), new byte[0]);
        return new Envelope(subject(stem, message.getSubject()), id(headers.get(ID), message), headers, body);
    }

    private static Subject subject(String stem, String written) {
        try {
            Subject subject = new Subject(written);
            if (subject.stem().equals(stem)) {
                return subject;
            }
        } catch (IllegalArgumentException notOurs) {
            // Said by the subject that stands in for it.
        }
        return new Subject(stem + ".unknown.malformed");
    }

    /** That of the sender; else one that is the same for the same message. */
    private static UUID id(@Nullable String written, Message message) {
        if (written != null) {
            try {
                return UUID.fromString(written);
            } catch (IllegalArgumentException notAnId) {
                // As if there were none.
            }
        }
        String place = message.isJetStream()
                ? message.metaData().getStream() + " " + message.metaData().streamSequence()
                : message.getSubject() + " " + message.getReplyTo();
        return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
    }

    static Message reply(String address, Reply reply) {
        return switch (reply) {
            case Reply.Answer answer -> reply(address, ANSWER, answer.body());
            case Reply.Refusal(ContractError error) -> reply(address, REFUSAL, ContractJson.write(error));
        };
    }

    private static Message reply(String address, String kind, byte[] body) {
        return NatsMessage.builder()
                .subject(address)
                .headers(new Headers().put(REPLY, kind))
                .data(body)
                .build();
    }

    static Reply reply(Message message) {
        byte[] body = Objects.requireNonNullElse(message.getData(), new byte[0]);
        String kind = message.hasHeaders() ? message.getHeaders().getFirst(REPLY) : null;
        return switch (kind) {
            case ANSWER -> new Reply.Answer(body);
            case REFUSAL -> new Reply.Refusal(ContractJson.read(body, ContractError.class));
            case null, default -> throw new IllegalStateException("a reply that is neither answer nor refusal");
        };
    }
}
