package dev.builderos.bus;

import dev.builderos.contracts.Subject;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bus within one process. It stores nothing: a durable message counts as handed over only when every durable consumer
 * has acknowledged or parked it, so until then the sender's outbox row is what survives a crash.
 */
public final class LocalTransport implements Transport {
    /** Messages a durable consumer may have waiting before {@code publish} fails and leaves them in the outbox. */
    static final int QUEUE_BOUND = 10_000;

    /** Requests a server may have waiting before {@code request} fails. */
    static final int REQUEST_BOUND = 10_000;

    private final ParkingLot parkingLot;
    private final Redelivery redelivery;
    private final Map<String, List<Consumer>> consumers = new ConcurrentHashMap<>();
    private final Map<String, List<Consumer>> servers = new ConcurrentHashMap<>();
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final Map<String, UniEmitter<? super Reply>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final ScheduledThreadPoolExecutor timer = timer();

    public LocalTransport(ParkingLot parkingLot, Redelivery redelivery) {
        this.parkingLot = parkingLot;
        this.redelivery = redelivery;
    }

    /** Deadlines of what is answered are forgotten at once; kept until their time they would be thousands. */
    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("local-bus-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Override
    public String name() {
        return "in-process";
    }

    /** Nothing is between those who tell and those who listen. */
    @Override
    public Runnable whenCutOff(Runnable told) {
        return () -> {};
    }

    /** Nothing is stored here: what is handed over is in the sender's outbox. */
    @Override
    public Uni<Void> probe() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> publish(Envelope message) {
        List<Consumer> interested = consumers.getOrDefault(message.subject().stem(), List.of());
        tell(message);
        List<Uni<Void>> handed = new ArrayList<>(interested.size());
        for (Consumer consumer : interested) {
            handed.add(Uni.createFrom().emitter(done -> consumer.offer(new Pending(message, consumer, done, 1, null))));
        }
        return handed.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(handed).andFailFast().replaceWithVoid();
    }

    @Override
    public void tell(Envelope message) {
        listeners.getOrDefault(message.subject().stem(), List.of()).forEach(listener -> listener.tell(message));
    }

    @Override
    public Uni<Reply> request(Envelope message, Duration deadline) {
        return Uni.createFrom().emitter(answer -> {
            Subject subject = message.subject();
            List<Consumer> group = servers.getOrDefault(subject.stem(), List.of());
            if (group.isEmpty()) {
                answer.fail(new BusUnavailable("nobody serves " + subject.stem()));
                return;
            }
            String address = UUID.randomUUID().toString();
            waiting.put(address, answer);
            var expiry = timer.schedule(
                    () -> {
                        UniEmitter<? super Reply> late = waiting.remove(address);
                        if (late != null) {
                            late.fail(new BusUnavailable(
                                    "no answer from " + subject.stem() + " within " + deadline.toMillis() + " ms"));
                        }
                    },
                    deadline.toMillis(),
                    TimeUnit.MILLISECONDS);
            answer.onTermination(() -> {
                waiting.remove(address);
                expiry.cancel(false);
            });
            Consumer server = group.get(Math.floorMod(turn.getAndIncrement(), group.size()));
            server.offer(new Pending(message, server, null, 1, address));
        });
    }

    @Override
    public void reply(String address, Reply reply) {
        UniEmitter<? super Reply> caller = waiting.remove(address);
        if (caller != null) {
            caller.complete(reply);
        }
    }

    @Override
    public Multi<Delivery> consume(String stem, String consumer, int inFlight) {
        return attach(consumers, stem, new Consumer(consumer, inFlight, QUEUE_BOUND));
    }

    @Override
    public Multi<Delivery> serve(String stem, int inFlight) {
        return attach(servers, stem, new Consumer(stem, inFlight, REQUEST_BOUND));
    }

    private static Multi<Delivery> attach(Map<String, List<Consumer>> to, String stem, Consumer consumer) {
        return consumer.queue
                .deliveries()
                .onSubscription()
                .invoke(() -> to.computeIfAbsent(stem, s -> new CopyOnWriteArrayList<>())
                        .add(consumer))
                .onTermination()
                .invoke(() -> to.getOrDefault(stem, List.of()).remove(consumer));
    }

    @Override
    public Multi<Envelope> listen(String stem) {
        return Listener.attached(listener -> {
            List<Listener> at = listeners.computeIfAbsent(stem, s -> new CopyOnWriteArrayList<>());
            at.add(listener);
            return () -> at.remove(listener);
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One who consumes or serves, and what waits for them. */
    private static final class Consumer {
        private final String name;
        private final int bound;
        private final DeliveryQueue queue;

        Consumer(String name, int inFlight, int bound) {
            this.name = name;
            this.bound = bound;
            this.queue = new DeliveryQueue(inFlight, bound);
        }

        void offer(Pending pending) {
            if (!queue.offer(pending)) {
                pending.refuse(new BusUnavailable(name + " has " + bound + " messages waiting"));
            }
        }

        void finished() {
            queue.finished();
        }
    }

    private final class Pending implements Delivery {
        private final Envelope envelope;
        private final Consumer consumer;
        private final @Nullable UniEmitter<? super Void> done;
        private final int attempt;
        private final @Nullable String replyAddress;
        private final AtomicBoolean settled = new AtomicBoolean();

        Pending(
                Envelope envelope,
                Consumer consumer,
                @Nullable UniEmitter<? super Void> done,
                int attempt,
                @Nullable String replyAddress) {
            this.envelope = envelope;
            this.consumer = consumer;
            this.done = done;
            this.attempt = attempt;
            this.replyAddress = replyAddress;
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
        public @Nullable String replyAddress() {
            return replyAddress;
        }

        @Override
        public boolean isAwaited() {
            return replyAddress == null || waiting.containsKey(replyAddress);
        }

        void refuse(BusUnavailable why) {
            if (done != null) {
                done.fail(why);
            } else if (replyAddress != null) {
                UniEmitter<? super Reply> caller = waiting.remove(replyAddress);
                if (caller != null) {
                    caller.fail(why);
                }
            }
        }

        @Override
        public Uni<Void> ack() {
            return Uni.createFrom().voidItem().invoke(this::settle);
        }

        @Override
        public Uni<Void> redeliver(Throwable why) {
            if (attempt >= redelivery.attempts() || done == null) {
                return park(why);
            }
            return Uni.createFrom().voidItem().invoke(() -> {
                if (settled.compareAndSet(false, true)) {
                    long delay = redelivery.delayAfter(attempt).toMillis();
                    var _ = timer.schedule(
                            () -> consumer.offer(new Pending(envelope, consumer, done, attempt + 1, replyAddress)),
                            delay,
                            TimeUnit.MILLISECONDS);
                    consumer.finished();
                }
            });
        }

        @Override
        public Uni<Void> park(Throwable why) {
            if (done == null) {
                return ack();
            }
            return Uni.createFrom()
                    .deferred(() -> parkingLot.park(consumer.name, envelope, attempt, why))
                    .invoke(this::settle)
                    .onFailure()
                    .call(failure -> Uni.createFrom().voidItem().invoke(() -> {
                        if (settled.compareAndSet(false, true)) {
                            done.fail(new BusUnavailable("could not park a message of " + consumer.name, failure));
                            consumer.finished();
                        }
                    }));
        }

        private void settle() {
            if (settled.compareAndSet(false, true)) {
                if (done != null) {
                    done.complete(null);
                }
                consumer.finished();
            }
        }
    }
}
