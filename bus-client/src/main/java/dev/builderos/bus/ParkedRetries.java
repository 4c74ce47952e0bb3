package dev.builderos.bus;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.Subject;
import dev.builderos.contracts.parked.ParkedRetried;
import dev.builderos.contracts.parked.RetryParked;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Gives parked messages to their consumers once more, within this process: no other consumer hears them again, and the bus has no part
 * in it. A message stays parked until it has taken effect.
 */
@ApplicationScoped
public class ParkedRetries {
    private static final Logger LOG = Logger.getLogger(ParkedRetries.class);
    private static final int IN_FLIGHT = 4;
    private static final int WAITING = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Supplier<Pool> pool;
    private final Map<String, DeliveryQueue> consumers = new ConcurrentHashMap<>();

    /** A process that keeps no record has no pool, and no durable consumer either. */
    @Inject
    ParkedRetries(Instance<Pool> pool) {
        this((Supplier<Pool>) pool::get);
    }

    ParkedRetries(Supplier<Pool> pool) {
        this.pool = pool;
    }

    /** What a durable consumer of this process gets beside what the bus delivers. */
    Multi<Delivery> deliveries(String consumer) {
        return consumers
                .computeIfAbsent(consumer, name -> new DeliveryQueue(IN_FLIGHT, WAITING))
                .deliveries();
    }

    /**
     * Tries a message again that is of the asker's org, or of none.
     *
     * @param service names the schema; a constant of the code, never a text from outside
     * @return refused where there is no such message, or nobody here to take it
     */
    public Uni<ParkedRetried> retry(String service, RetryParked command) {
        UUID id;
        try {
            id = UUID.fromString(command.id());
        } catch (IllegalArgumentException otherForm) {
            return Uni.createFrom().failure(unknown(command));
        }
        return pool.get()
                .preparedQuery("select subject, body, attempts from " + service + ".parked where consumer = $1"
                        + " and ce_id = $2 and " + ParkedMessages.ORG + " in ($3, '')")
                .execute(Tuple.of(
                        command.consumer(), id, command.requester().org().value()))
                .flatMap(rows -> {
                    if (rows.size() == 0) {
                        return Uni.createFrom().failure(unknown(command));
                    }
                    return deliver(service, command, id, rows.iterator().next());
                });
    }

    private Uni<ParkedRetried> deliver(String service, RetryParked command, UUID id, Row row) {
        DeliveryQueue queue = consumers.get(command.consumer());
        if (queue == null) {
            return Uni.createFrom()
                    .failure(new ContractException(
                            "parked.no-consumer",
                            ErrorCategory.CONFLICT,
                            "`" + command.consumer()
                                    + "` takes no messages, so this one is only kept to be looked at"));
        }
        Envelope envelope;
        try {
            envelope = new Envelope(
                    new Subject(row.getString("subject")),
                    id,
                    Map.of(),
                    row.getBuffer("body").getBytes());
        } catch (IllegalArgumentException noSubject) {
            return Uni.createFrom()
                    .failure(new ContractException(
                            "parked.no-message",
                            ErrorCategory.CONFLICT,
                            "what is parked is no message: " + noSubject.getMessage()));
        }
        LOG.infof("parked message tried again consumer=%s id=%s", command.consumer(), id);
        return Uni.createFrom()
                .<ParkedRetried>emitter(outcome -> {
                    Again again = new Again(
                            service, command.consumer(), envelope, row.getInteger("attempts") + 1, queue, outcome);
                    if (!queue.offer(again)) {
                        outcome.fail(new BusUnavailable(command.consumer() + " has " + WAITING + " messages waiting"));
                    }
                })
                .ifNoItem()
                .after(PATIENCE)
                .failWith(() -> new ContractException(
                        "parked.under-way",
                        ErrorCategory.UNAVAILABLE,
                        "it is being tried and not done yet; look in a moment whether it is still parked"));
    }

    private static ContractException unknown(RetryParked command) {
        return new ContractException(
                "parked.unknown",
                ErrorCategory.NOT_FOUND,
                "no message " + command.id() + " is parked for " + command.consumer());
    }

    /** A message that was parked, and is removed or parked anew. */
    private final class Again implements Delivery {
        private final String service;
        private final String consumer;
        private final Envelope envelope;
        private final int attempt;
        private final DeliveryQueue queue;
        private final UniEmitter<? super ParkedRetried> outcome;

        Again(
                String service,
                String consumer,
                Envelope envelope,
                int attempt,
                DeliveryQueue queue,
                UniEmitter<? super ParkedRetried> outcome) {
            this.service = service;
            this.consumer = consumer;
            this.envelope = envelope;
            this.attempt = attempt;
            this.queue = queue;
            this.outcome = outcome;
        }

        @Override
        public Envelope envelope() {
            return envelope;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public Uni<Void> ack() {
            return settled(
                    pool.get()
                            .preparedQuery("delete from " + service + ".parked where consumer = $1 and ce_id = $2")
                            .execute(Tuple.of(consumer, envelope.id()))
                            .replaceWithVoid(),
                    new ParkedRetried(true, null));
        }

        @Override
        public Uni<Void> redeliver(Throwable why) {
            return park(why);
        }

        @Override
        public Uni<Void> park(Throwable why) {
            String reason = SqlParkingLot.reason(why);
            return settled(
                    pool.get()
                            .preparedQuery(
                                    "update " + service + ".parked set attempts = $3, why = $4, parked_at = now()"
                                            + " where consumer = $1 and ce_id = $2")
                            .execute(Tuple.of(consumer, envelope.id(), attempt, reason))
                            .replaceWithVoid(),
                    new ParkedRetried(false, reason));
        }

        private Uni<Void> settled(Uni<Void> written, ParkedRetried result) {
            return written.onItemOrFailure().transformToUni((done, failure) -> {
                queue.finished();
                if (failure == null) {
                    outcome.complete(result);
                    return Uni.createFrom().voidItem();
                }
                outcome.fail(failure);
                return Uni.createFrom().failure(failure);
            });
        }
    }
}
