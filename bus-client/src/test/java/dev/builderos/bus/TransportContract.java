package dev.builderos.bus;

import static dev.builderos.bus.Received.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.Subject;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every transport does. A subclass says how one is made, for each test anew. */
abstract class TransportContract {
    static final String EVENTS = "builderos.test.v1.evt.happened";
    static final String REQUESTS = "builderos.test.v1.qry.ask";
    static final String LIVE = "builderos.test.v1.log.line";
    static final int ATTEMPTS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final IllegalStateException why = new IllegalStateException("not now");

    final RememberedParking parking = new RememberedParking();
    final Transport transport;

    /** A test of a transport that tries each message {@link #ATTEMPTS} times, with next to no pause. */
    TransportContract(Function<ParkingLot, Transport> opening) {
        transport = opening.apply(parking);
    }

    static Envelope message(String stem, String text) {
        return new Envelope(
                new Subject(stem + ".local.all"), UUID.randomUUID(), Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    CompletableFuture<Void> publish(String text) {
        return transport.publish(message(EVENTS, text)).subscribeAsCompletionStage();
    }

    /** Publishes, and leaves it to others to see what comes of it. */
    void send(String text) {
        transport.publish(message(EVENTS, text)).subscribe().with(ignored -> {}, ignored -> {});
    }

    Received<Delivery> consume(String consumer, int inFlight) {
        return Received.from(transport.consume(EVENTS, consumer, inFlight));
    }

    private Received<String> acknowledging(String consumer, int inFlight) {
        return Received.from(transport
                .consume(EVENTS, consumer, inFlight)
                .onItem()
                .transformToUniAndConcatenate(delivery -> delivery.ack().replaceWith(() -> text(delivery))));
    }

    static void now(Uni<Void> settling) {
        settling.await().atMost(PATIENCE);
    }

    static void done(CompletableFuture<Void> published) {
        assertThat(published).succeedsWithin(PATIENCE);
    }

    // ---- durable messages

    @Test
    void deliversToEachNamedConsumer() {
        Received<String> policy = acknowledging("policy", 8);
        Received<String> registry = acknowledging("registry", 8);

        done(publish("one"));

        assertThat(policy.next()).isEqualTo("one");
        assertThat(registry.next()).isEqualTo("one");
    }

    @Test
    void keepsTheOrderOfAConsumer() {
        Received<String> policy = acknowledging("policy", 8);
        List<String> sent = IntStream.range(0, 500).mapToObj(i -> "m" + i).toList();

        sent.forEach(this::send);

        assertThat(policy.next(500)).isEqualTo(sent);
    }

    @Test
    void deliversAtMostAsManyAsMayBeInFlight() {
        Received<Delivery> policy = consume("policy", 2);

        IntStream.range(0, 5).forEach(i -> send("m" + i));
        List<Delivery> first = policy.next(2);

        assertThat(policy.waiting()).isZero();
        now(first.getFirst().ack());
        assertThat(text(policy.next())).isEqualTo("m2");
        assertThat(policy.waiting()).isZero();
    }

    @Test
    void deliversAgainWithAGrowingAttemptUntilAcknowledged() {
        Received<Delivery> policy = consume("policy", 8);
        CompletableFuture<Void> published = publish("one");

        Delivery first = policy.next();
        now(first.redeliver(why));
        Delivery second = policy.next();
        now(second.ack());

        done(published);
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.envelope().id()).isEqualTo(first.envelope().id());
        assertThat(parking.parked()).isEmpty();
    }

    @Test
    void parksAfterTheLastAttempt() {
        Received<Delivery> policy = consume("policy", 8);
        CompletableFuture<Void> published = publish("one");

        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Delivery delivery = policy.next();
            assertThat(delivery.attempt()).isEqualTo(attempt);
            now(delivery.redeliver(why));
        }

        done(published);
        assertThat(parking.parked())
                .singleElement()
                .extracting(RememberedParking.Parked::consumer, RememberedParking.Parked::attempts)
                .containsExactly("policy", ATTEMPTS);
    }

    @Test
    void parksTheHopelessAtOnce() {
        Received<Delivery> policy = consume("policy", 8);
        CompletableFuture<Void> published = publish("one");

        now(policy.next().park(why));

        done(published);
        assertThat(parking.parked())
                .singleElement()
                .extracting(RememberedParking.Parked::attempts)
                .isEqualTo(1);
    }

    @Test
    void goesOnAfterARedelivery() {
        Received<Delivery> policy = consume("policy", 1);
        send("one");
        send("two");

        now(policy.next().redeliver(why));

        List<Delivery> rest = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Delivery next = policy.next();
            rest.add(next);
            now(next.ack());
        }
        assertThat(rest).extracting(Received::text).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void doesNotLetASlowConsumerHoldUpAnother() {
        Received<Delivery> slow = consume("slow", 1);
        Received<String> fast = acknowledging("fast", 8);

        IntStream.range(0, 100).forEach(i -> send("m" + i));

        assertThat(fast.next(100)).hasSize(100).endsWith("m99");
        assertThat(slow.waiting()).isEqualTo(1);
    }

    @Test
    void losesNothingOfManyPublishersAndKeepsEachOnesOrder() throws InterruptedException {
        int publishers = 8;
        int each = 1_000;
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(publishers * each);
        ConcurrentLinkedQueue<CompletableFuture<Void>> published = new ConcurrentLinkedQueue<>();
        transport
                .consume(EVENTS, "policy", 64)
                .onItem()
                .transformToUniAndConcatenate(delivery -> {
                    String[] parts = text(delivery).split(" ", 2);
                    seen.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
                    all.countDown();
                    return delivery.ack();
                })
                .subscribe()
                .with(ignored -> {});

        List<Thread> threads = IntStream.range(0, publishers)
                .mapToObj(publisher -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        published.add(publish("p" + publisher + " " + i));
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(CompletableFuture.allOf(published.toArray(CompletableFuture[]::new)))
                .succeedsWithin(PATIENCE);
        assertThat(seen)
                .hasSize(publishers)
                .allSatisfy((name, numbers) -> assertThat(numbers)
                        .isEqualTo(IntStream.range(0, each).boxed().toList()));
    }

    // ---- requests

    private void serving(String name) {
        transport.serve(REQUESTS, 8).subscribe().with(delivery -> {
            String address = delivery.replyAddress();
            assertThat(address).isNotNull();
            transport.reply(
                    String.valueOf(address),
                    new Reply.Answer((name + " " + text(delivery)).getBytes(StandardCharsets.UTF_8)));
            delivery.ack().subscribe().with(ignored -> {});
        });
    }

    private Reply ask(String text, Duration deadline) {
        return transport.request(message(REQUESTS, text), deadline).await().atMost(PATIENCE);
    }

    private static String answer(Reply reply) {
        return new String(((Reply.Answer) reply).body(), StandardCharsets.UTF_8);
    }

    @Test
    void bringsTheAnswerBack() {
        serving("server");

        assertThat(answer(ask("hello", PATIENCE))).isEqualTo("server hello");
    }

    @Test
    void bringsARefusalBack() {
        Received<Delivery> server = Received.from(transport.serve(REQUESTS, 8));
        CompletableFuture<Reply> reply =
                transport.request(message(REQUESTS, "hello"), PATIENCE).subscribeAsCompletionStage();
        Reply.Refusal refusal = new Reply.Refusal(ContractError.of("test.no", ErrorCategory.DENIED, "not for you"));

        transport.reply(String.valueOf(server.next().replyAddress()), refusal);

        assertThat(reply).succeedsWithin(PATIENCE).isEqualTo(refusal);
    }

    @Test
    void failsWhenNobodyServes() {
        assertThatThrownBy(() -> ask("hello", PATIENCE))
                .isInstanceOf(BusUnavailable.class)
                .hasMessageContaining("nobody serves " + REQUESTS);
    }

    @Test
    void failsAtTheDeadlineAndIgnoresALateReply() {
        Received<Delivery> server = Received.from(transport.serve(REQUESTS, 8));

        assertThatThrownBy(() -> ask("hello", Duration.ofMillis(20))).isInstanceOf(BusUnavailable.class);

        String address = String.valueOf(server.next().replyAddress());
        assertThatCode(() -> transport.reply(address, new Reply.Answer(new byte[0])))
                .doesNotThrowAnyException();
    }

    @Test
    void sharesRequestsAmongServers() {
        serving("one");
        serving("two");
        Map<String, Integer> answered = new HashMap<>();

        for (int i = 0; i < 200; i++) {
            answered.merge(answer(ask("hello", PATIENCE)), 1, Integer::sum);
        }

        assertThat(answered).containsOnlyKeys("one hello", "two hello");
    }

    // ---- live messages

    @Test
    void tellsEveryListenerEverythingInOrder() {
        Received<Envelope> one = Received.from(transport.listen(LIVE));
        Received<Envelope> two = Received.from(transport.listen(LIVE));
        List<String> told = IntStream.range(0, 500).mapToObj(i -> "line " + i).toList();

        told.forEach(line -> transport.tell(message(LIVE, line)));

        assertThat(one.next(500)).extracting(Received::text).isEqualTo(told);
        assertThat(two.next(500)).extracting(Received::text).isEqualTo(told);
    }

    @Test
    void tellsNobodyWithoutHarm() {
        assertThatCode(() -> transport.tell(message(LIVE, "anybody?"))).doesNotThrowAnyException();
    }
}
