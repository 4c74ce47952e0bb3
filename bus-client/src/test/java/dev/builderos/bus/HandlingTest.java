package dev.builderos.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Vertx VERTX = Vertx.vertx();
    private static final Contract.Request<Question, Told> ASK =
            new Contract.Request<>("test", 1, Contract.Kind.QUERY, "ask", Question.class, Told.class);
    private static final Contract.Event<Question> HAPPENED =
            new Contract.Event<>("test", 1, "happened", Question.class);

    private final RememberedParking parking = new RememberedParking();
    private final LocalTransport transport = new LocalTransport(parking, new Redelivery(2, Duration.ofMillis(1)));
    private final Handling handling = new Handling(VERTX);

    record Question(String text) {}

    record Told(String text) {}

    @AfterEach
    void close() {
        transport.close();
    }

    @AfterAll
    static void closeVertx() {
        assertThat(VERTX.close().toCompletionStage().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    private void answering(int concurrency, Function<Question, Uni<Told>> useCase) {
        handling.answer(transport.serve(ASK.stem(), 64).map(ChannelMessage::incoming), ASK, concurrency, useCase)
                .onItem()
                .transformToUniAndConcatenate(answer -> ChannelMessage.send(transport, answer))
                .subscribe()
                .with(ignored -> {});
    }

    private Uni<Reply> asking(String json) {
        return transport.request(TransportContract.message(ASK.stem(), json), PATIENCE);
    }

    private Reply ask(String json) {
        return asking(json).await().atMost(PATIENCE);
    }

    private static String code(Reply reply) {
        return ((Reply.Refusal) reply).error().code();
    }

    @Test
    void answersWithWhatTheUseCaseSays() {
        answering(8, question -> Uni.createFrom().item(new Told(question.text() + "!")));

        assertThat(new String(((Reply.Answer) ask("{\"text\":\"hello\"}")).body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"text\":\"hello!\"}");
    }

    @Test
    void refusesWhatItCannotReadAndGoesOn() {
        answering(8, question -> Uni.createFrom().item(new Told(question.text())));

        assertThat(code(ask("{\"text\":"))).isEqualTo("bus.malformed");
        assertThat(ask("{\"text\":\"still here\"}")).isInstanceOf(Reply.Answer.class);
    }

    @Test
    void refusesWithTheErrorOfTheUseCase() {
        answering(
                8,
                question -> Uni.createFrom()
                        .failure(new ContractException("test.no", ErrorCategory.NOT_FOUND, "there is no such thing")));

        assertThat(((Reply.Refusal) ask("{\"text\":\"?\"}")).error()).satisfies(error -> {
            assertThat(error.code()).isEqualTo("test.no");
            assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND);
        });
    }

    @Test
    void keepsToItselfWhyAUseCaseBroke() {
        answering(8, question -> {
            throw new IllegalStateException("password=hunter2");
        });

        assertThat(((Reply.Refusal) ask("{\"text\":\"?\"}")).error()).satisfies(error -> {
            assertThat(error.code()).isEqualTo("internal");
            assertThat(error.category()).isEqualTo(ErrorCategory.INTERNAL);
            assertThat(error.message()).doesNotContain("hunter2");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "57P03", "08006", "58030"})
    void saysThatTheDatabaseIsNotThere(String sqlState) {
        answering(
                8,
                question -> Uni.createFrom()
                        .failure(
                                new IllegalStateException(new PgException("password=hunter2", "FATAL", sqlState, ""))));

        assertThat(((Reply.Refusal) ask("{\"text\":\"?\"}")).error()).satisfies(error -> {
            assertThat(error.code()).isEqualTo("database.unavailable");
            assertThat(error.category()).isEqualTo(ErrorCategory.UNAVAILABLE);
            assertThat(error.message()).doesNotContain("hunter2");
        });
    }

    /** As it comes when PostgreSQL restarts: the statement failed, and then the connection of its transaction. */
    @Test
    void saysThatTheDatabaseIsNotThereThoughAnotherFailureCameFirst() {
        IllegalStateException statement = new IllegalStateException("password=hunter2");
        answering(
                8,
                question -> Uni.createFrom()
                        .failure(new IllegalStateException(
                                new CompositeException(statement, ClosedConnectionException.INSTANCE))));

        assertThat(((Reply.Refusal) ask("{\"text\":\"?\"}")).error()).satisfies(error -> {
            assertThat(error.code()).isEqualTo("database.unavailable");
            assertThat(error.message()).doesNotContain("hunter2");
        });
    }

    @Test
    void takesSeveralMistakesOfItsOwnForNoFailureOfTheDatabase() {
        answering(
                8,
                question -> Uni.createFrom()
                        .failure(new CompositeException(
                                new IllegalStateException("one"), new PgException("unique", "ERROR", "23505", ""))));

        assertThat(code(ask("{\"text\":\"?\"}"))).isEqualTo("internal");
    }

    @Test
    void takesAMistakeOfItsOwnForNoFailureOfTheDatabase() {
        answering(8, question -> Uni.createFrom().failure(new PgException("unique", "ERROR", "23505", "")));

        assertThat(code(ask("{\"text\":\"?\"}"))).isEqualTo("internal");
    }

    @Test
    void takesWhatTheDatabaseHoldsAndNobodyCanReadForNoFailureOfTheDatabase() {
        answering(
                8,
                question -> Uni.createFrom()
                        .failure(new IllegalStateException("a stored fact is not JSON", new JsonParseException("{"))));

        assertThat(code(ask("{\"text\":\"?\"}"))).isEqualTo("internal");
    }

    @Test
    void saysThatAnotherServiceIsNotThere() {
        answering(8, question -> Uni.createFrom().failure(new BusUnavailable("nobody serves it")));

        assertThat(code(ask("{\"text\":\"?\"}"))).isEqualTo("bus.unavailable");
    }

    @Test
    void givesEachCallAContextOfItsOwn() {
        List<Context> contexts = new CopyOnWriteArrayList<>();
        answering(8, question -> {
            contexts.add(Vertx.currentContext());
            return Uni.createFrom().item(new Told(""));
        });

        ask("{\"text\":\"1\"}");
        ask("{\"text\":\"2\"}");

        assertThat(contexts).hasSize(2).doesNotHaveDuplicates().allMatch(VertxContext::isDuplicatedContext);
    }

    @Test
    void runsNoMoreCallsAtOnceThanAllowed() throws InterruptedException {
        BlockingQueue<UniEmitter<? super Told>> running = new LinkedBlockingQueue<>();
        answering(2, question -> Uni.createFrom().<Told>emitter(running::add));
        List<? extends CompletableFuture<Reply>> replies = List.of("1", "2", "3").stream()
                .map(text -> asking("{\"text\":\"" + text + "\"}").subscribeAsCompletionStage())
                .toList();

        UniEmitter<? super Told> first = running.poll(20, TimeUnit.SECONDS);
        UniEmitter<? super Told> second = running.poll(20, TimeUnit.SECONDS);

        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(running).isEmpty();
        first.complete(new Told("1"));
        UniEmitter<? super Told> third = running.poll(20, TimeUnit.SECONDS);
        assertThat(third).isNotNull();
        second.complete(new Told("2"));
        third.complete(new Told("3"));
        assertThat(replies).allSatisfy(reply -> assertThat(reply).succeedsWithin(PATIENCE));
    }

    // ---- durable messages

    private void handling(Function<Question, Uni<Void>> useCase) {
        transport
                .consume(HAPPENED.stem(), "policy", 8)
                .map(ChannelMessage::incoming)
                .onItem()
                .transformToUniAndConcatenate((Message<Envelope> message) ->
                        handling.handle(message, HAPPENED, (question, envelope) -> useCase.apply(question)))
                .subscribe()
                .with(ignored -> {});
    }

    private void publish(String json) {
        transport
                .publish(TransportContract.message(HAPPENED.stem(), json))
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void acknowledgesWhatTookEffect() {
        List<Question> taken = new CopyOnWriteArrayList<>();
        handling(question -> Uni.createFrom().voidItem().invoke(() -> taken.add(question)));

        publish("{\"text\":\"hello\"}");

        assertThat(taken).containsExactly(new Question("hello"));
        assertThat(parking.parked()).isEmpty();
    }

    @Test
    void triesAgainWhatMayYetTakeEffectAndParksItInTheEnd() {
        List<Question> taken = new CopyOnWriteArrayList<>();
        handling(question -> {
            taken.add(question);
            throw new IllegalStateException("the database is away");
        });

        publish("{\"text\":\"hello\"}");

        assertThat(taken).hasSize(2);
        assertThat(parking.parked())
                .extracting(RememberedParking.Parked::attempts)
                .containsExactly(2);
    }

    @Test
    void parksAtOnceWhatIsMalformedOrRefused() {
        handling(
                question -> Uni.createFrom().failure(new ContractException("test.no", ErrorCategory.INVALID, "never")));

        publish("{\"text\":");
        publish("{\"text\":\"hello\"}");

        assertThat(parking.parked())
                .extracting(RememberedParking.Parked::attempts)
                .containsExactly(1, 1);
    }

    @Test
    void triesAgainARefusalThatMayPass() {
        handling(question ->
                Uni.createFrom().failure(new ContractException("test.busy", ErrorCategory.UNAVAILABLE, "later")));

        publish("{\"text\":\"hello\"}");

        assertThat(parking.parked())
                .extracting(RememberedParking.Parked::attempts)
                .containsExactly(2);
    }
}
