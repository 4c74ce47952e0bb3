package dev.builderos.bus;

import static dev.builderos.bus.Received.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.builderos.bus.nats.NatsServer;
import dev.builderos.bus.nats.NatsSettings;
import dev.builderos.bus.nats.NatsTransport;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NatsTransportTest extends TransportContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Redelivery QUICK = new Redelivery(ATTEMPTS, Duration.ofMillis(1));

    private final NatsServer server;

    NatsTransportTest() {
        NatsServer started = NatsServer.start();
        super(parking -> connected(started, "test", parking));
        this.server = started;
    }

    private static NatsTransport connected(NatsServer server, String service, ParkingLot parking) {
        NatsTransport transport = NatsTransport.connecting(settings(server, service), parking, QUICK);
        assertThat(transport.connected().toCompletableFuture()).succeedsWithin(PATIENCE);
        return transport;
    }

    /** Whoever has a message and says nothing loses it soon. */
    private static NatsSettings settings(NatsServer server, String service) {
        return new NatsSettings(
                server.url(),
                service,
                Set.of(service),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                Duration.ofSeconds(2));
    }

    @AfterEach
    void close() {
        transport.close();
        server.close();
    }

    @Test
    void hasPublishedWhenTheServerHasStored() throws Exception {
        done(publish("one"));

        StreamInfo stream = management(it -> it.getStreamInfo("builderos-test-v1-evt-happened"));
        assertThat(stream.getStreamState().getMsgCount()).isEqualTo(1);
    }

    @Test
    void storesAMessageOnceHoweverOftenItIsPublished() throws Exception {
        Envelope one = message(EVENTS, "one");

        now(transport.publish(one));
        now(transport.publish(one));

        StreamInfo stream = management(it -> it.getStreamInfo("builderos-test-v1-evt-happened"));
        assertThat(stream.getStreamState().getMsgCount()).isEqualTo(1);
    }

    @Test
    void failsWhileTheServerIsAwayAndGoesOnWhenItIsBack() throws Exception {
        Received<Delivery> policy = consume("policy", 8);
        done(publish("one"));
        now(policy.next().ack());

        server.kill();
        assertThat(publish("lost")).failsWithin(PATIENCE).withThrowableThat().withCauseInstanceOf(BusUnavailable.class);
        server.startAgain();

        publishUntilStored("two");
        assertThat(nextAcknowledged(policy)).isEqualTo("two");
    }

    @Test
    void saysThatLiveMessagesMayHaveBeenMissedWhenItIsBack() throws Exception {
        AtomicInteger told = new AtomicInteger();
        AtomicInteger toldNoMore = new AtomicInteger();
        transport.whenCutOff(told::incrementAndGet);
        transport.whenCutOff(toldNoMore::incrementAndGet).run();
        Received<Envelope> heard = Received.from(transport.listen(EVENTS));

        server.kill();
        server.startAgain();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told).hasValue(1));
        assertThat(toldNoMore).hasValue(0);
        transport.tell(message(EVENTS, "after"));
        assertThat(text(heard.next())).isEqualTo("after");
    }

    /** What comes next, but for what was acknowledged before: a server that was killed may have forgotten that. */
    private static String nextAcknowledged(Received<Delivery> consumer) {
        Delivery next = consumer.next();
        now(next.ack());
        return text(next).equals("one") ? nextAcknowledged(consumer) : text(next);
    }

    @Test
    void saysWhatItIsNotConnectedTo() throws Exception {
        server.kill();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> transport
                                .request(message(REQUESTS, "hello"), Duration.ofSeconds(1))
                                .await()
                                .atMost(PATIENCE))
                        .isInstanceOf(BusDisconnected.class)
                        .hasMessageContaining(server.url()));
    }

    @Test
    void makesStreamsAndConsumersAgainWhenTheStoreWasLost() throws Exception {
        Received<Delivery> policy = consume("policy", 8);
        done(publish("one"));
        now(policy.next().ack());

        server.kill();
        server.loseStore();
        server.startAgain();

        publishUntilStored("two");
        assertThat(policy.next()).extracting(Received::text).isEqualTo("two");
    }

    /** As an outbox does. */
    @Test
    void isReadyOnlyWhileSomethingCanBeStored() throws Exception {
        assertThat(fails(transport.probe())).isFalse();
        assertThat(fails(transport.probe())).isFalse();
        assertThat(management(it -> it.getStreamInfo("builderos-probe-test"))
                        .getStreamState()
                        .getMsgCount())
                .as("tries are not kept")
                .isEqualTo(1);

        server.kill();
        await().atMost(PATIENCE).until(() -> fails(transport.probe()));
        server.loseStore();
        server.startAgain();

        await().atMost(PATIENCE).until(() -> !fails(transport.probe()));
    }

    private static boolean fails(Uni<Void> probe) {
        return probe.map(stored -> false)
                .onFailure(BusUnavailable.class)
                .recoverWithItem(true)
                .await()
                .atMost(PATIENCE);
    }

    private void publishUntilStored(String text) {
        Envelope message = message(EVENTS, text);
        transport
                .publish(message)
                .onFailure(BusUnavailable.class)
                .retry()
                .withBackOff(Duration.ofMillis(50), Duration.ofMillis(200))
                .expireIn(PATIENCE.toMillis())
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void parksWhatWasTriedAsOftenAsMayBeAndNeverSettled() throws Exception {
        NatsTransport dying = connected(server, "test", parking);
        Received<Delivery> first = Received.from(dying.consume(EVENTS, "policy", 8));
        CompletableFuture<Void> published = publish("deadly");
        done(published);
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            now(first.next().redeliver(new IllegalStateException("not now")));
        }
        Delivery last = first.next();
        assertThat(last.attempt()).isEqualTo(ATTEMPTS);
        dying.close();

        Received<Delivery> second = consume("policy", 8);

        await().atMost(PATIENCE).until(() -> parking.parked().size() == 1);
        assertThat(second.waiting()).isZero();
    }

    @Test
    void whatIsInWorkIsGivenToNobodyElseHoweverLongItTakes() {
        Received<Delivery> policy = consume("policy", 1);
        Received<Delivery> other =
                Received.from(connected(server, "test", parking).consume(EVENTS, "policy", 1));
        done(publish("one"));
        await().atMost(PATIENCE).until(() -> policy.waiting() + other.waiting() == 1);

        await("three times as long as a message may be silent")
                .during(Duration.ofSeconds(6))
                .atMost(PATIENCE)
                .until(() -> policy.waiting() + other.waiting() == 1);
        Delivery one = policy.waiting() == 1 ? policy.next() : other.next();
        now(one.ack());

        assertThat(one.attempt()).isEqualTo(1);
        assertThat(parking.parked()).isEmpty();
    }

    @Test
    void aMessageThatCouldNotBeParkedIsTriedOnceMore() {
        AtomicBoolean full = new AtomicBoolean(true);
        ParkingLot lot = (consumer, message, attempts, why) -> full.get()
                ? Uni.createFrom().failure(new IllegalStateException("the database is away"))
                : parking.park(consumer, message, attempts, why);
        try (NatsTransport other = connected(server, "test", lot)) {
            Received<Delivery> policy = Received.from(other.consume(EVENTS, "policy", 8));
            done(publish("one"));
            for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
                now(policy.next().redeliver(new IllegalStateException("not now")));
            }
            assertThat(policy.next()
                            .redeliver(new IllegalStateException("not now"))
                            .subscribeAsCompletionStage())
                    .failsWithin(PATIENCE);
            full.set(false);

            Delivery again = policy.next();

            assertThat(again.attempt()).isEqualTo(ATTEMPTS);
            now(again.ack());
            assertThat(parking.parked()).isEmpty();
        }
    }

    @Test
    void givesMessagesThatAreNoneOfOursToBeParked() throws Exception {
        Received<Delivery> policy = consume("policy", 8);
        done(publish("one"));
        now(policy.next().ack());

        server.ask(stranger ->
                stranger.jetStream().publish(EVENTS + ".Not.A.Subject", "{".getBytes(StandardCharsets.UTF_8)));

        Delivery strange = policy.next();
        assertThat(strange.envelope().subject().value()).isEqualTo(EVENTS + ".unknown.malformed");
        now(strange.park(new IllegalStateException("malformed")));
        assertThat(parking.parked()).hasSize(1);
    }

    @Test
    void whoDoesNotOwnAStreamWaitsForItsOwner() {
        try (NatsTransport other = connected(server, "other", parking)) {
            Received<Delivery> early = Received.from(other.consume(EVENTS, "other", 8));
            assertThat(other.publish(message(EVENTS, "not mine")).subscribeAsCompletionStage())
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .withCauseInstanceOf(BusUnavailable.class);

            done(publish("one"));

            assertThat(early.next()).extracting(Received::text).isEqualTo("one");
        }
    }

    @Test
    void mendsAStreamThatDiffers() throws Exception {
        String name = "builderos-test-v1-cmd-do";
        management(it -> it.addStream(StreamConfiguration.builder()
                .name(name)
                .subjects("builderos.test.v1.cmd.do.>")
                .retentionPolicy(RetentionPolicy.WorkQueue)
                .discardPolicy(DiscardPolicy.Old)
                .build()));

        now(transport.publish(message("builderos.test.v1.cmd.do", "one")));

        StreamConfiguration mended = management(it -> it.getStreamInfo(name)).getConfiguration();
        assertThat(mended.getDiscardPolicy()).isEqualTo(DiscardPolicy.New);
        assertThat(mended.getMaxBytes()).isPositive();
    }

    @Test
    void anOrderIsGoneWhenItIsDone() throws Exception {
        String stem = "builderos.test.v1.cmd.do";
        Received<Delivery> policy = Received.from(transport.consume(stem, "test", 8));
        now(transport.publish(message(stem, "one")));

        now(policy.next().ack());

        assertThat(management(it -> it.getStreamInfo("builderos-test-v1-cmd-do"))
                        .getStreamState()
                        .getMsgCount())
                .isZero();
    }

    @Test
    void twiceAsManyAsMayBeInWorkAreOnTheWay() throws Exception {
        Received<Delivery> policy = consume("policy", 2);
        send("one");
        policy.next();

        ConsumerInfo consumer = management(
                it -> it.getConsumerInfo("builderos-test-v1-evt-happened", "policy-builderos-test-v1-evt-happened"));
        assertThat(consumer.getConsumerConfiguration().getMaxAckPending()).isEqualTo(4);
    }

    @Test
    void whoWaitsNoLongerIsNotServed() {
        Received<Delivery> server = Received.from(transport.serve(REQUESTS, 1));
        transport.request(message(REQUESTS, "first"), PATIENCE).subscribe().with(reply -> {}, failure -> {});
        Delivery first = server.next();
        CompletableFuture<Reply> second = transport
                .request(message(REQUESTS, "second"), Duration.ofMillis(50))
                .subscribeAsCompletionStage();
        assertThat(second).failsWithin(PATIENCE);
        assertThat(first.isAwaited()).isTrue();

        now(first.ack());

        assertThat(server.next().isAwaited()).isFalse();
    }

    private interface Managing<T> {
        T of(JetStreamManagement management) throws IOException, JetStreamApiException;
    }

    private <T> T management(Managing<T> managing) throws Exception {
        return server.ask(connection -> managing.of(connection.jetStreamManagement()));
    }
}
