package dev.builderos.bus;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.MutinyEmitter;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** A channel without a channel: what is sent goes to a function at once. */
final class DirectEmitter implements MutinyEmitter<Envelope> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Function<Message<? extends Envelope>, Uni<Void>> receiver;

    DirectEmitter(Function<Message<? extends Envelope>, Uni<Void>> receiver) {
        this.receiver = receiver;
    }

    @Override
    public Uni<Void> send(Envelope payload) {
        return receiver.apply(Message.of(payload));
    }

    @Override
    public void sendAndAwait(Envelope payload) {
        send(payload).await().atMost(PATIENCE);
    }

    @Override
    public Cancellable sendAndForget(Envelope payload) {
        return send(payload).subscribe().with(ignored -> {});
    }

    @Override
    @Deprecated
    public <M extends Message<? extends Envelope>> void send(M message) {
        throw new UnsupportedOperationException("the bus sends with an outcome");
    }

    @Override
    public <M extends Message<? extends Envelope>> Uni<Void> sendMessage(M message) {
        return receiver.apply(message);
    }

    @Override
    public <M extends Message<? extends Envelope>> void sendMessageAndAwait(M message) {
        sendMessage(message).await().atMost(PATIENCE);
    }

    @Override
    public <M extends Message<? extends Envelope>> Cancellable sendMessageAndForget(M message) {
        return sendMessage(message).subscribe().with(ignored -> {});
    }

    @Override
    public void complete() {
        throw new UnsupportedOperationException("a channel of the bus never ends");
    }

    @Override
    public void error(Exception failure) {
        throw new UnsupportedOperationException("a channel of the bus never ends", failure);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public boolean hasRequests() {
        return true;
    }
}
