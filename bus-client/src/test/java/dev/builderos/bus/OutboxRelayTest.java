package dev.builderos.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {
    private static final String SCHEMA = "outboxtest";
    private static final String SUBJECT = TransportContract.EVENTS + ".local.all";
    private static @Nullable EmbeddedPostgres postgres;
    private static @Nullable Vertx vertx;
    private static @Nullable Pool pool;

    /** What was sent and who waits for it to be taken. */
    private record Sent(String text, UUID id, UniEmitter<? super Void> taken) {
        void take() {
            taken.complete(null);
        }

        void refuse() {
            taken.fail(new BusUnavailable("not now"));
        }
    }

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws IOException {
        EmbeddedPostgres started = EmbeddedPostgres.start();
        postgres = started;
        SchemaMigration.migrate(started.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", SCHEMA);
        Vertx made = Vertx.vertx();
        vertx = made;
        pool = Pool.pool(
                made,
                new PgConnectOptions()
                        .setPort(started.getPort())
                        .setHost("localhost")
                        .setDatabase("postgres")
                        .setUser("postgres")
                        .setPassword("postgres"),
                new PoolOptions().setMaxSize(8));
    }

    @AfterAll
    static void stop() throws IOException {
        pool().closeAndAwait();
        Objects.requireNonNull(vertx).closeAndAwait();
        Objects.requireNonNull(postgres).close();
    }

    private static Pool pool() {
        return Objects.requireNonNull(pool);
    }

    private static Connection connection() throws SQLException {
        return Objects.requireNonNull(postgres).getPostgresDatabase().getConnection();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = connection()) {
            connection.createStatement().execute("truncate " + SCHEMA + ".outbox");
        }
    }

    private static void write(Connection connection, String text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into " + SCHEMA
                + ".outbox (ce_id, ce_type, subject, body) values (?, ?, ?, convert_to(?, 'UTF8'))")) {
            insert.setObject(1, UUID.randomUUID());
            insert.setString(2, TransportContract.EVENTS);
            insert.setString(3, SUBJECT);
            insert.setString(4, text);
            insert.executeUpdate();
        }
    }

    private static void write(String... texts) throws SQLException {
        try (Connection connection = connection()) {
            for (String text : texts) {
                write(connection, text);
            }
        }
    }

    private static List<String> left() throws SQLException {
        List<String> left = new ArrayList<>();
        try (Connection connection = connection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select convert_from(body, 'UTF8') from " + SCHEMA + ".outbox order by id")) {
            while (rows.next()) {
                left.add(rows.getString(1));
            }
        }
        return left;
    }

    private OutboxRelay relay(Function<Envelope, Uni<Void>> bus) {
        return new OutboxRelay(SCHEMA, pool(), new DirectEmitter(message -> bus.apply(message.getPayload())));
    }

    /** A bus that takes nothing until it is told to. */
    private Uni<Void> asking(Envelope message) {
        return Uni.createFrom().emitter(taken -> sent.add(new Sent(Received.text(message), message.id(), taken)));
    }

    private Sent next() throws InterruptedException {
        Sent next = sent.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("something sent within 20 s").isNotNull();
        return Objects.requireNonNull(next);
    }

    /** Waits until the relay's transaction is over: the rows are free again. */
    private static void settled() throws SQLException {
        try (Connection connection = connection()) {
            connection.createStatement().execute("select 1 from " + SCHEMA + ".outbox for update");
        }
    }

    @Test
    void publishesInTheOrderOfTheRowsAndDeletesThem() throws SQLException, InterruptedException {
        write("one", "two", "three");
        try (OutboxRelay relay = relay(this::asking)) {
            relay.wake();

            for (String text : List.of("one", "two", "three")) {
                Sent sent = next();
                assertThat(sent.text()).isEqualTo(text);
                sent.take();
            }
            settled();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void keepsARowThatWasNotTakenAndTriesItAgainWithTheSameId() throws SQLException, InterruptedException {
        write("one", "two");
        try (OutboxRelay relay = relay(this::asking)) {
            relay.wake();
            Sent first = next();
            first.refuse();
            next().take();
            settled();
            assertThat(left()).containsExactly("one");

            relay.wake();

            Sent again = next();
            assertThat(again.text()).isEqualTo("one");
            assertThat(again.id()).isEqualTo(first.id());
            again.take();
            settled();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void publishesAgainWithTheSameIdAfterACrashBeforeTheDelete() throws SQLException, InterruptedException {
        write("one", "two");
        UUID id;
        try (OutboxRelay dies = relay(this::asking)) {
            dies.wake();
            Sent first = next();
            id = first.id();
            first.take();
            next();
            try (Connection connection = connection()) {
                connection
                        .createStatement()
                        .execute("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in"
                                + " transaction' and pid <> pg_backend_pid()");
            }
        }
        settled();
        assertThat(left()).containsExactly("one", "two");

        try (OutboxRelay another = relay(this::asking)) {
            another.wake();
            Sent again = next();
            assertThat(again.id()).isEqualTo(id);
            again.take();
            next().take();
            settled();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void leavesToAnotherRelayWhatItHasInHand() throws SQLException, InterruptedException {
        write("one");
        try (OutboxRelay first = relay(this::asking);
                OutboxRelay second = relay(this::asking)) {
            first.wake();
            Sent one = next();
            write("two");

            second.wake();

            Sent two = next();
            assertThat(two.text()).isEqualTo("two");
            two.take();
            one.take();
            settled();
        }
        assertThat(sent).isEmpty();
        assertThat(left()).isEmpty();
    }

    @Test
    void publishesARowThatCommitsAfterLaterOnes() throws SQLException, InterruptedException {
        try (Connection late = connection();
                OutboxRelay relay = relay(this::asking)) {
            late.setAutoCommit(false);
            write(late, "early id, late commit");
            write("later id");
            relay.wake();
            Sent first = next();
            assertThat(first.text()).isEqualTo("later id");
            first.take();

            late.commit();
            relay.wake();

            Sent second = next();
            assertThat(second.text()).isEqualTo("early id, late commit");
            second.take();
            settled();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void emptiesAnOutboxOfManyBatches() throws SQLException {
        List<String> published = new CopyOnWriteArrayList<>();
        AtomicInteger count = new AtomicInteger();
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 600; i++) {
                write(connection, "m" + i);
            }
            connection.commit();
        }
        Received<Integer> done = new Received<>();
        try (OutboxRelay relay = relay(message -> Uni.createFrom().voidItem().invoke(() -> {
            published.add(Received.text(message));
            if (count.incrementAndGet() == 600) {
                done.add(600);
            }
        }))) {
            relay.wake();
            assertThat(done.next()).isEqualTo(600);
            settled();
        }
        assertThat(published).doesNotHaveDuplicates().startsWith("m0", "m1").endsWith("m599");
        assertThat(left()).isEmpty();
    }
}
