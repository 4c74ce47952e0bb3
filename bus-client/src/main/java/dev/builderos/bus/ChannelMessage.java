package dev.builderos.bus;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** What travels through the channels besides the envelope: metadata that the connector reads. */
final class ChannelMessage {
    private ChannelMessage() {}

    /** On an incoming message: how it is settled and where an answer goes. */
    record Incoming(Delivery delivery) {}

    /** On an outgoing message of kind request: who waits for the reply, and how long. */
    record Asked(CompletableFuture<Reply> reply, Duration deadline) {}

    /** On an outgoing message of kind reply. */
    record Answered(String address, Reply reply) {}

    /** On an outgoing live message. */
    record Told() {}

    static Message<Envelope> told(Envelope envelope) {
        return Message.of(envelope, Metadata.of(new Told()));
    }

    static Message<Envelope> incoming(Delivery delivery) {
        return Message.of(
                delivery.envelope(),
                Metadata.of(new Incoming(delivery)),
                () -> delivery.ack().subscribeAsCompletionStage(),
                failure -> delivery.redeliver(failure).subscribeAsCompletionStage());
    }

    static Message<Envelope> live(Envelope envelope) {
        return Message.of(envelope);
    }

    static Message<Envelope> request(Envelope envelope, CompletableFuture<Reply> reply, Duration deadline) {
        return Message.of(envelope, Metadata.of(new Asked(reply, deadline)));
    }

    static Message<Envelope> answer(Envelope request, String address, Reply reply) {
        return Message.of(request, Metadata.of(new Answered(address, reply)));
    }

    /** Sends one outgoing message by what its metadata says it is. */
    static Uni<Void> send(Transport transport, Message<Envelope> message) {
        var asked = message.getMetadata(Asked.class).orElse(null);
        if (asked != null) {
            return transport
                    .request(message.getPayload(), asked.deadline())
                    .onItemOrFailure()
                    .invoke((reply, failure) -> {
                        if (failure == null) {
                            asked.reply().complete(reply);
                        } else {
                            asked.reply().completeExceptionally(failure);
                        }
                    })
                    .onFailure()
                    .recoverWithNull()
                    .replaceWithVoid();
        }
        var answered = message.getMetadata(Answered.class).orElse(null);
        if (answered != null) {
            transport.reply(answered.address(), answered.reply());
            return Uni.createFrom().voidItem();
        }
        if (message.getMetadata(Told.class).isPresent()) {
            transport.tell(message.getPayload());
            return Uni.createFrom().voidItem();
        }
        return transport.publish(message.getPayload());
    }
}
