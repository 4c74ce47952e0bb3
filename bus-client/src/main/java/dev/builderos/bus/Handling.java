package dev.builderos.bus;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.MalformedMessage;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Turns channels into calls of use cases: decodes, runs each call on a Vert.x context of its own (so that sessions and
 * transactions never mix), bounds how many run at once, and answers or settles by the outcome.
 */
@ApplicationScoped
public class Handling {
    private static final Logger LOG = Logger.getLogger(Handling.class);

    private final Vertx vertx;

    Handling(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Answers requests; one whose caller has given up is left, so that a queue that has grown long empties again. The use case's failure becomes a refusal: a {@link ContractException} its own error, anything else
     * {@code INTERNAL}.
     */
    public <T, R> Multi<Message<Envelope>> answer(
            Multi<Message<Envelope>> requests,
            Contract.Request<T, R> contract,
            int concurrency,
            Function<T, Uni<R>> useCase) {
        return requests.onItem()
                .transformToUni(message -> {
                    Delivery delivery = delivery(message);
                    String address = delivery.replyAddress();
                    if (!delivery.isAwaited()) {
                        return delivery.ack().<Message<Envelope>>map(ignored -> null);
                    }
                    long begun = System.nanoTime();
                    return onOwnContext(() -> useCase.apply(
                                    ContractJson.read(message.getPayload().body(), contract.type())))
                            .<Reply>map(result -> new Reply.Answer(ContractJson.write(result)))
                            .onFailure()
                            .recoverWithItem(failure -> new Reply.Refusal(refusal(contract, failure)))
                            .invoke(reply -> count(contract, reply, System.nanoTime() - begun))
                            .call(delivery::ack)
                            .map(reply ->
                                    ChannelMessage.answer(message.getPayload(), address == null ? "" : address, reply));
                })
                .merge(concurrency);
    }

    /** Refusals by the kind of their error: one that is INTERNAL or UNAVAILABLE is ours. */
    private static void count(Contract<?> contract, Reply reply, long nanos) {
        String outcome = switch (reply) {
            case Reply.Answer ignored -> "answered";
            case Reply.Refusal(ContractError error) -> error.category().name().toLowerCase(Locale.ROOT);
        };
        Metrics.timer("builderos.bus.request", "contract", contract.name(), "outcome", outcome)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Handles durable messages: acknowledged after the use case, tried again when that may help, parked when it cannot.
     *
     * @param useCase gets the message id too, for its inbox row
     */
    public <T> Uni<Void> handle(
            Message<Envelope> message, Contract<T> contract, BiFunction<T, Envelope, Uni<Void>> useCase) {
        Delivery delivery = delivery(message);
        return onOwnContext(() -> useCase.apply(
                        ContractJson.read(message.getPayload().body(), contract.type()), message.getPayload()))
                .onItemOrFailure()
                .transformToUni((done, failure) -> {
                    String outcome = failure == null ? "done" : hopeless(failure) ? "parked" : "again";
                    Metrics.counter("builderos.bus.message", "contract", contract.name(), "outcome", outcome)
                            .increment();
                    if (failure == null) {
                        return delivery.ack();
                    }
                    LOG.warnf(
                            failure,
                            "message not handled subject=%s id=%s attempt=%d",
                            message.getPayload().subject(),
                            message.getPayload().id(),
                            delivery.attempt());
                    return hopeless(failure) ? delivery.park(failure) : delivery.redeliver(failure);
                });
    }

    private static boolean hopeless(Throwable failure) {
        return failure instanceof MalformedMessage
                || (failure instanceof ContractException refused
                        && !refused.error().category().retryable());
    }

    private static Delivery delivery(Message<Envelope> message) {
        return message.getMetadata(ChannelMessage.Incoming.class)
                .orElseThrow(() -> new IllegalStateException("not a message of the bus"))
                .delivery();
    }

    private static ContractError refusal(Contract<?> contract, Throwable failure) {
        return switch (failure) {
            case ContractException refused -> refused.error();
            case MalformedMessage malformed ->
                ContractError.of("bus.malformed", ErrorCategory.INVALID, String.valueOf(malformed.getMessage()));
            case BusUnavailable unavailable ->
                ContractError.of(
                        "bus.unavailable", ErrorCategory.UNAVAILABLE, String.valueOf(unavailable.getMessage()));
            case Throwable passing
            when DatabaseFailure.passes(passing) -> {
                LOG.warnf("database unavailable stem=%s reason=%s", contract.stem(), passing.getMessage());
                yield ContractError.of(
                        "database.unavailable",
                        ErrorCategory.UNAVAILABLE,
                        "the database does not answer, so nothing was done; try again in a moment");
            }
            default -> {
                LOG.errorf(failure, "request failed stem=%s", contract.stem());
                yield ContractError.of(
                        "internal", ErrorCategory.INTERNAL, contract.name() + " failed; the server's log says why");
            }
        };
    }

    private <R> Uni<R> onOwnContext(Supplier<Uni<R>> call) {
        return Uni.createFrom().emitter(emitter -> {
            Context context = Objects.requireNonNull(
                    VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()), "a Vert.x context");
            VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(ignored -> {
                Uni<R> outcome;
                try {
                    outcome = call.get();
                } catch (RuntimeException refused) {
                    outcome = Uni.createFrom().failure(refused);
                }
                outcome.subscribe().with(emitter::complete, emitter::fail);
            });
        });
    }
}
