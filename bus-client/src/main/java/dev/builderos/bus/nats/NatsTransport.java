package dev.builderos.bus.nats;

import dev.builderos.bus.BusUnavailable;
import dev.builderos.bus.Delivery;
import dev.builderos.bus.DeliveryQueue;
import dev.builderos.bus.Envelope;
import dev.builderos.bus.Listener;
import dev.builderos.bus.ParkingLot;
import dev.builderos.bus.Redelivery;
import dev.builderos.bus.Reply;
import dev.builderos.bus.Transport;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ErrorCategory;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The bus as NATS. A durable message counts as handed over when JetStream has stored it. While the server is away nothing is
 * handed over or asked; when it is back, or has lost its store, streams, consumers and subscriptions are made again.
 */
public final class NatsTransport implements Transport {
    /** Requests a server may have waiting before it refuses more. */
    static final int REQUEST_BOUND = 10_000;

    /** Messages that may wait to be published before {@code publish} fails and leaves them to the caller. */
    static final int PUBLISH_BOUND = 10_000;

    private static final Logger LOG = Logger.getLogger(NatsTransport.class);
    private static final Duration RECONCILE = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final String service;
    private final NatsLink link;
    private final NatsStreams streams;
    private final Redelivery redelivery;
    private final ParkingLot parkingLot;
    private final Set<String> published = ConcurrentHashMap.newKeySet();
    private final List<NatsConsumption> consumptions = new CopyOnWriteArrayList<>();
    private final List<Runnable> cutOff = new CopyOnWriteArrayList<>();

    /** Publishes in the order of the calls: the first of a stem waits until its stream is there. */
    private final ExecutorService publishing = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(PUBLISH_BOUND),
            Thread.ofVirtual().name("nats-publish").factory());

    /** Keeps streams and consumers as they have to be. */
    private final ScheduledExecutorService keeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("nats-keep").factory());

    private NatsTransport(NatsSettings settings, ParkingLot parkingLot, Redelivery redelivery) {
        this.streams = new NatsStreams(settings.domains(), settings.replicas(), settings.patience());
        this.service = settings.service();
        this.parkingLot = parkingLot;
        this.redelivery = redelivery;
        this.link = new NatsLink(settings, this::startAgain, () -> cutOff.forEach(Runnable::run));
        every(RECONCILE, this::reconcile);
        every(settings.patience().dividedBy(3), this::keepHeld);
    }

    /** A failure is said and ends nothing: the next time may do better. */
    private void every(Duration pause, Runnable work) {
        var _ = keeping.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException failed) {
                        LOG.errorf(failed, "NATS is not looked after this time");
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Connects in the background, as often as it takes. */
    public static NatsTransport connecting(NatsSettings settings, ParkingLot parkingLot, Redelivery redelivery) {
        return new NatsTransport(settings, parkingLot, redelivery);
    }

    /** Completes when the server has been reached for the first time. */
    public CompletionStage<Void> connected() {
        return link.first().thenApply(connection -> null);
    }

    @Override
    public String name() {
        return "nats";
    }

    // ---- durable

    @Override
    public Uni<Void> publish(Envelope message) {
        String stem = message.subject().stem();
        return stored(stem, message.toString(), connection -> {
            published.add(stem);
            streams.ensure(connection, stem);
            return connection.jetStream().publishAsync(NatsMessages.durable(message));
        });
    }

    @Override
    public Uni<Void> probe() {
        String subject = NatsStreams.probe(service);
        return stored(subject, "what it was tried with", connection -> {
            streams.ensureProbe(connection, service);
            return connection.jetStream().publishAsync(subject, new byte[0]);
        });
    }

    /** Makes sure of a stream and hands something over to it. */
    private interface Publishing {
        CompletableFuture<PublishAck> by(Connection connection) throws IOException, JetStreamApiException;
    }

    /** @param seen what is forgotten of streams where it fails */
    private Uni<Void> stored(String seen, String what, Publishing publishes) {
        return Uni.createFrom()
                .completionStage(() -> {
                    CompletableFuture<Void> stored = new CompletableFuture<>();
                    publishing.execute(() -> publish(seen, publishes, stored));
                    return stored;
                })
                .onFailure(failure -> !(failure instanceof BusUnavailable))
                .transform(failure -> new BusUnavailable("NATS has not stored " + what, failure));
    }

    private void publish(String seen, Publishing publishes, CompletableFuture<Void> stored) {
        try {
            var _ = publishes.by(link.current()).whenComplete((acknowledged, failure) -> {
                if (failure == null) {
                    stored.complete(null);
                } else {
                    streams.forget(seen);
                    stored.completeExceptionally(failure);
                }
            });
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            streams.forget(seen);
            stored.completeExceptionally(e);
        }
    }

    @Override
    public Multi<Delivery> consume(String stem, String consumer, int inFlight) {
        return Multi.createFrom().deferred(() -> {
            NatsConsumption consumption =
                    new NatsConsumption(stem, consumer, inFlight, streams, redelivery, parkingLot);
            consumptions.add(consumption);
            keeping.execute(this::reconcile);
            return consumption.deliveries().onTermination().invoke(() -> {
                consumptions.remove(consumption);
                keeping.execute(consumption::end);
            });
        });
    }

    private void startAgain() {
        keeping.execute(() -> {
            consumptions.forEach(NatsConsumption::stop);
            reconcile();
        });
    }

    /** Streams that were lost with the store of the server are made again, and what consumed of them goes on. */
    private void reconcile() {
        Connection connection = link.currentOrNull();
        if (connection == null) {
            return;
        }
        boolean all = true;
        for (String stem : published) {
            streams.forget(stem);
            all &= ensured(connection, stem);
        }
        for (NatsConsumption consumption : consumptions) {
            streams.forget(consumption.stem());
            all &= kept(connection, consumption);
        }
        if (!all) {
            var _ = keeping.schedule(this::reconcile, RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void keepHeld() {
        if (link.currentOrNull() != null) {
            consumptions.forEach(NatsConsumption::keepHeld);
        }
    }

    private boolean ensured(Connection connection, String stem) {
        try {
            streams.ensure(connection, stem);
            return true;
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
            LOG.warnf("stream cannot be made or seen stem=%s reason=%s", stem, e.getMessage());
            return false;
        }
    }

    private static boolean kept(Connection connection, NatsConsumption consumption) {
        try {
            return consumption.keepGoing(connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    // ---- requests

    @Override
    public Uni<Reply> request(Envelope message, Duration deadline) {
        String stem = message.subject().stem();
        return Uni.createFrom()
                .completionStage(
                        () -> link.current().requestWithTimeout(NatsMessages.request(message, deadline), deadline))
                .ifNoItem()
                .after(deadline)
                .fail()
                .map(NatsMessages::reply)
                .onFailure(failure -> !(failure instanceof BusUnavailable))
                .transform(failure -> new BusUnavailable(
                        isOfNobody(failure)
                                ? "nobody serves " + stem
                                : "no answer from " + stem + " within " + deadline.toMillis() + " ms",
                        failure));
    }

    /** The server says so at once. */
    private static boolean isOfNobody(Throwable failure) {
        return failure instanceof JetStreamStatusException told
                && told.getStatus().isNoResponders();
    }

    @Override
    public void reply(String address, Reply reply) {
        Connection connection = link.currentOrNull();
        if (connection == null || address.isEmpty()) {
            return;
        }
        try {
            connection.publish(NatsMessages.reply(address, reply));
        } catch (IllegalArgumentException tooLarge) {
            LOG.errorf("answer is too large for the bus address=%s reason=%s", address, tooLarge.getMessage());
            connection.publish(NatsMessages.reply(
                    address,
                    new Reply.Refusal(ContractError.of(
                            "bus.too-large",
                            ErrorCategory.EXHAUSTED,
                            "the answer is larger than the " + connection.getMaxPayload()
                                    + " bytes that the bus carries; ask for less at a time"))));
        }
    }

    @Override
    public Multi<Delivery> serve(String stem, int inFlight) {
        return Multi.createFrom().deferred(() -> {
            DeliveryQueue queue = new DeliveryQueue(inFlight, REQUEST_BOUND);
            Runnable detach = link.attach(connection -> {
                Dispatcher dispatcher = connection.createDispatcher();
                dispatcher.subscribe(NatsStreams.subjects(stem), stem, message -> take(queue, stem, message));
                return () -> connection.closeDispatcher(dispatcher);
            });
            return queue.deliveries().onTermination().invoke(detach);
        });
    }

    private void take(DeliveryQueue queue, String stem, Message message) {
        NatsRequest request = new NatsRequest(message, stem, queue);
        if (!queue.offer(request)) {
            reply(
                    String.valueOf(message.getReplyTo()),
                    new Reply.Refusal(ContractError.of(
                            "bus.busy",
                            ErrorCategory.UNAVAILABLE,
                            stem + " has " + REQUEST_BOUND + " requests waiting")));
        }
    }

    // ---- live

    @Override
    public void tell(Envelope message) {
        Connection connection = link.currentOrNull();
        if (connection != null) {
            connection.publish(NatsMessages.live(message));
        }
    }

    @Override
    public Runnable whenCutOff(Runnable told) {
        cutOff.add(told);
        return () -> cutOff.remove(told);
    }

    @Override
    public Multi<Envelope> listen(String stem) {
        return Listener.attached(listener -> link.attach(connection -> {
            Dispatcher dispatcher = connection.createDispatcher();
            dispatcher.subscribe(
                    NatsStreams.subjects(stem), message -> listener.tell(NatsMessages.envelope(stem, message)));
            return () -> connection.closeDispatcher(dispatcher);
        }));
    }

    @Override
    public void close() {
        keeping.shutdownNow();
        publishing.shutdownNow();
        link.close();
    }
}
