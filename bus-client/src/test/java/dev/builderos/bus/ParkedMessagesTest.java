package dev.builderos.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.MalformedMessage;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Subject;
import dev.builderos.contracts.parked.ListParked;
import dev.builderos.contracts.parked.ParkedList;
import dev.builderos.contracts.parked.ParkedMessage;
import dev.builderos.contracts.parked.ParkedRetried;
import dev.builderos.contracts.parked.RetryParked;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParkedMessagesTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String SERVICE = "parkedtest";

    private final EmbeddedPostgres postgres;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final SqlParkingLot lot;
    private final ParkedMessages parked;
    private final ParkedRetries retries;
    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final Map<UUID, Throwable> failures = new ConcurrentHashMap<>();

    ParkedMessagesTest() throws IOException {
        postgres = EmbeddedPostgres.start();
        SchemaMigration.migrate(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", SERVICE);
        pool = Pool.pool(
                vertx,
                new PgConnectOptions()
                        .setPort(postgres.getPort())
                        .setHost("localhost")
                        .setDatabase("postgres")
                        .setUser("postgres")
                        .setPassword("postgres"),
                new PoolOptions().setMaxSize(2));
        lot = new SqlParkingLot(pool);
        retries = new ParkedRetries((Supplier<Pool>) () -> pool);
        parked = new ParkedMessages(pool, retries);
        retries.deliveries(SERVICE + "-orders").subscribe().with(delivery -> {
            tried.add(delivery.envelope().id() + " " + delivery.attempt());
            Throwable failure = failures.get(delivery.envelope().id());
            (failure == null ? delivery.ack() : delivery.redeliver(failure))
                    .subscribe()
                    .with(done -> {});
        });
    }

    @AfterAll
    void stop() throws IOException {
        pool.closeAndAwait();
        vertx.closeAndAwait();
        postgres.close();
    }

    @BeforeEach
    void empty() {
        pool.query("truncate " + SERVICE + ".parked").execute().await().atMost(BOUND);
    }

    private UUID park(String org, Throwable why) {
        UUID id = UUID.randomUUID();
        Subject subject = new Subject("builderos.policy.v1.cmd.open-approval." + org + ".poison");
        lot.park(SERVICE + "-orders", new Envelope(subject, id, Map.of(), new byte[0]), 5, why)
                .await()
                .atMost(BOUND);
        return id;
    }

    private ParkedList list(int limit) {
        Requester asker = new Requester(new OrgId("acme"), "ann", List.of());
        return parked.of(SERVICE, new ListParked(asker, limit)).await().atMost(BOUND);
    }

    @Test
    void tellsWhatWasParkedAndWhy() {
        UUID id = park("acme", new MalformedMessage(ListParked.class, null));

        assertThat(list(10).total()).isEqualTo(1);
        ParkedMessage message = list(10).messages().getFirst();
        assertThat(message.service()).isEqualTo(SERVICE);
        assertThat(message.consumer()).isEqualTo(SERVICE + "-orders");
        assertThat(message.subject()).isEqualTo("builderos.policy.v1.cmd.open-approval.acme.poison");
        assertThat(message.id()).isEqualTo(id.toString());
        assertThat(message.attempts()).isEqualTo(5);
        assertThat(message.reason()).isEqualTo("MalformedMessage: not a well-formed ListParked");
    }

    @Test
    void countsMoreThanItLists() {
        UUID first = park("acme", new IllegalStateException());
        UUID second = park("acme", new IllegalStateException("x".repeat(10_000)));

        ParkedList page = list(1);

        assertThat(page.total()).isEqualTo(2);
        assertThat(page.messages()).hasSize(1);
        assertThat(list(2).messages())
                .extracting(ParkedMessage::id)
                .containsExactly(second.toString(), first.toString());
        assertThat(list(2).messages())
                .allSatisfy(message -> assertThat(message.reason()).hasSizeBetween(10, 300));
    }

    @Test
    void anOrgNeverSeesWhatIsAnothers() {
        park("other", new IllegalStateException("no"));

        assertThat(list(10).messages()).isEmpty();
        assertThat(list(10).total()).isZero();
    }

    @Test
    void showsEverybodyWhatHasNoSubject() {
        pool.query("insert into " + SERVICE + ".parked (consumer, ce_id, subject, body, attempts, why)"
                        + " values ('outbox', gen_random_uuid(), 'no subject at all', '', 1,"
                        + " 'IllegalArgumentException: no id: tops3cret')")
                .execute()
                .await()
                .atMost(BOUND);

        assertThat(list(10).messages()).extracting(ParkedMessage::subject).containsExactly("no subject at all");
        assertThat(list(10).messages())
                .as("it may be anybody's")
                .extracting(ParkedMessage::reason)
                .containsExactly("IllegalArgumentException");
    }

    private ParkedRetried retry(String org, String consumer, String id) {
        Requester asker = new Requester(new OrgId(org), "ann", List.of());
        return parked.retry(SERVICE, new RetryParked(asker, consumer, id))
                .await()
                .atMost(BOUND);
    }

    private void assertRefused(String code, String org, String consumer, String id) {
        assertThatThrownBy(() -> retry(org, consumer, id))
                .isInstanceOfSatisfying(
                        ContractException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code));
    }

    @Test
    void whatIsTriedAgainIsParkedNoMoreWhenItHasTakenEffect() {
        UUID id = park("acme", new IllegalStateException("early"));

        assertThat(retry("acme", SERVICE + "-orders", id.toString())).isEqualTo(new ParkedRetried(true, null));

        assertThat(tried).contains(id + " 6");
        assertThat(list(10).messages()).isEmpty();
        assertRefused("parked.unknown", "acme", SERVICE + "-orders", id.toString());
    }

    @Test
    void whatFailsAgainStaysParkedForItsNewReason() {
        UUID id = park("acme", new IllegalStateException("early"));
        failures.put(id, new IllegalStateException("late"));

        assertThat(retry("acme", SERVICE + "-orders", id.toString()))
                .isEqualTo(new ParkedRetried(false, "IllegalStateException: late"));

        ParkedMessage message = list(10).messages().getFirst();
        assertThat(message.attempts()).isEqualTo(6);
        assertThat(message.reason()).isEqualTo("IllegalStateException: late");
    }

    @Test
    void nothingIsTriedOfAnotherOrgOrForNobody() {
        UUID theirs = park("other", new IllegalStateException("early"));
        UUID ours = park("acme", new IllegalStateException("early"));
        lot.park(
                        SERVICE + "-gone",
                        new Envelope(
                                new Subject("builderos.policy.v1.cmd.open-approval.acme.x"),
                                ours,
                                Map.of(),
                                new byte[0]),
                        5,
                        new IllegalStateException("early"))
                .await()
                .atMost(BOUND);

        assertRefused("parked.unknown", "acme", SERVICE + "-orders", theirs.toString());
        assertRefused("parked.unknown", "acme", SERVICE + "-orders", "no id");
        assertRefused("parked.no-consumer", "acme", SERVICE + "-gone", ours.toString());
        assertThat(tried).noneMatch(each -> each.startsWith(theirs + " "));
    }
}
