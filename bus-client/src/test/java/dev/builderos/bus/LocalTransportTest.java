package dev.builderos.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalTransportTest extends TransportContract {
    LocalTransportTest() {
        super(parking -> new LocalTransport(parking, new Redelivery(ATTEMPTS, Duration.ofMillis(1))));
    }

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void hasPublishedOnceNobodyIsInterested() {
        done(publish("one"));
    }

    @Test
    void hasPublishedOnlyWhenEveryConsumerHasSettled() {
        Received<Delivery> policy = consume("policy", 8);
        Received<Delivery> registry = consume("registry", 8);
        CompletableFuture<Void> published = publish("one");

        now(policy.next().ack());
        assertThat(published).isNotDone();
        Delivery again = registry.next();
        now(again.redeliver(new IllegalStateException("not now")));
        assertThat(published).isNotDone();
        now(registry.next().ack());

        done(published);
    }

    @Test
    void settlesOnceWhateverIsSaidAfterwards() {
        Received<Delivery> policy = consume("policy", 1);
        send("one");
        send("two");
        send("three");

        Delivery one = policy.next();
        now(one.ack());
        now(one.ack());
        now(one.redeliver(new IllegalStateException("too late")));

        assertThat(policy.next()).extracting(Received::text).isEqualTo("two");
        assertThat(policy.waiting()).as("one at a time").isZero();
    }

    @Test
    void failsThePublishWhenTheParkingLotDoes() {
        parking.breaksWith(new IllegalStateException("no database"));
        Received<Delivery> policy = consume("policy", 1);
        CompletableFuture<Void> published = publish("one");
        send("two");

        Delivery one = policy.next();

        assertThatThrownBy(() -> now(one.park(new IllegalStateException("hopeless"))))
                .hasMessage("no database");
        assertThat(published)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(BusUnavailable.class);
        assertThat(policy.next()).extracting(Received::text).isEqualTo("two");
    }

    @Test
    void failsThePublishWhenTheParkingLotThrows() {
        try (LocalTransport broken = new LocalTransport(
                (consumer, message, attempts, why) -> {
                    throw new IllegalArgumentException("no such service");
                },
                Redelivery.STANDARD)) {
            Received<Delivery> policy = Received.from(broken.consume(EVENTS, "policy", 1));
            CompletableFuture<Void> published =
                    broken.publish(message(EVENTS, "one")).subscribeAsCompletionStage();
            Delivery one = policy.next();

            assertThatThrownBy(() -> now(one.park(new IllegalStateException("hopeless"))))
                    .hasMessage("no such service");
            assertThat(published)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(BusUnavailable.class);
        }
    }

    @Test
    void refusesAMessageThatNoQueueHasRoomFor() {
        Received<Delivery> policy = consume("policy", 1);
        IntStream.range(0, 1 + LocalTransport.QUEUE_BOUND).forEach(i -> send("m" + i));

        CompletableFuture<Void> tooMuch = publish("one more");

        assertThat(tooMuch)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(BusUnavailable.class)
                .withMessageContaining("policy has 10000 messages waiting");
        now(policy.next().ack());
        assertThat(publish("room again")).isNotDone();
    }

    @Test
    void refusesARequestThatNoServerHasRoomFor() {
        Received<Delivery> server = Received.from(transport.serve(REQUESTS, 1));
        Duration deadline = Duration.ofMinutes(5);
        IntStream.range(0, 1 + LocalTransport.REQUEST_BOUND)
                .forEach(i -> transport
                        .request(message(REQUESTS, "m" + i), deadline)
                        .subscribe()
                        .with(ignored -> {}, ignored -> {}));

        assertThatThrownBy(() -> transport
                        .request(message(REQUESTS, "one more"), deadline)
                        .await()
                        .atMost(Duration.ofSeconds(20)))
                .isInstanceOf(BusUnavailable.class)
                .hasMessageContaining("10000 messages waiting");
        assertThat(server.waiting()).isEqualTo(1);
    }

    @Test
    void keepsForABusyListenerWhatComesMeanwhileUpToABound() {
        int bound = Listener.BOUND;
        AssertSubscriber<String> busy =
                transport.listen(LIVE).map(Received::text).subscribe().withSubscriber(AssertSubscriber.create(0));

        IntStream.rangeClosed(1, bound + 5).forEach(i -> transport.tell(message(LIVE, "line " + i)));
        busy.request(bound + 5);
        transport.tell(message(LIVE, "afterwards"));

        assertThat(busy.getItems()).hasSize(bound + 1).endsWith("line " + bound, "afterwards");
    }
}
