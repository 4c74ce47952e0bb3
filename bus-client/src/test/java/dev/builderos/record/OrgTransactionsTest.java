package dev.builderos.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.bus.SchemaMigration;
import dev.builderos.bus.ServiceRole;
import dev.builderos.contracts.OrgId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrgTransactionsTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String USER = "postgres";
    private static final OrgId ACME = new OrgId("acme");
    private static final OrgId OTHER = new OrgId("other");
    private static final String SEEN = "select org from orgtest.thing order by org, id";

    private final EmbeddedPostgres postgres;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;

    OrgTransactionsTest() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        String jdbcUrl = postgres.getJdbcUrl(USER, USER);
        SchemaMigration.migrate(jdbcUrl, USER, USER, "orgtest");
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("""
                    create table orgtest.thing (id bigint generated always as identity primary key, org text not null);
                    alter table orgtest.thing enable row level security, force row level security;
                    create policy of_org on orgtest.thing using ((select orgtest.in_the_name_of()) in (org, '*'));
                    """);
        }
        SchemaMigration.migrate(jdbcUrl, USER, USER, "orgtest");
        pool = Pool.pool(
                vertx,
                new PgConnectOptions()
                        .setPort(postgres.getPort())
                        .setHost("localhost")
                        .setDatabase(USER)
                        .setUser(USER)
                        .setPassword(USER)
                        .setCachePreparedStatements(true)
                        .addProperty("role", ServiceRole.NAME),
                new PoolOptions().setMaxSize(2));
    }

    @AfterAll
    void stop() throws IOException {
        pool.closeAndAwait();
        vertx.closeAndAwait();
        postgres.close();
    }

    @BeforeEach
    void twoOfOneAndOneOfTheOther() {
        get(OrgTransactions.withinAll(
                pool,
                client -> client.query("delete from orgtest.thing")
                        .execute()
                        .flatMap(done -> client.query(
                                        "insert into orgtest.thing (org) values ('acme'), ('acme'), ('other')")
                                .execute())));
    }

    private static <T> T get(Uni<T> result) {
        return result.await().atMost(BOUND);
    }

    private static List<String> texts(RowSet<Row> rows) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.getString(0)));
        return texts;
    }

    private List<String> seenBy(OrgId org) {
        return texts(get(
                OrgTransactions.within(pool, org, client -> client.query(SEEN).execute())));
    }

    private List<String> seenAtOnceBy(OrgId org) {
        return texts(get(OrgTransactions.execute(pool, org, SEEN, Tuple.tuple())));
    }

    @Test
    void showTheRowsOfTheirOrgOnly() {
        assertThat(seenBy(ACME)).containsExactly("acme", "acme");
        assertThat(seenBy(OTHER)).containsExactly("other");
        assertThat(seenAtOnceBy(ACME)).containsExactly("acme", "acme");
        assertThat(seenAtOnceBy(OTHER)).containsExactly("other");
        assertThat(texts(get(OrgTransactions.withinAll(
                        pool, client -> client.query(SEEN).execute()))))
                .containsExactly("acme", "acme", "other");
    }

    @Test
    void aStatementInNobodysNameFails() {
        assertThat(seenBy(ACME)).isNotEmpty(); // so that a connection has been in somebody's name before
        assertThatThrownBy(() -> get(pool.query(SEEN).execute()))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("in the name of no org");
        assertThatThrownBy(() -> get(pool.query("insert into orgtest.thing (org) values ('acme')")
                        .execute()))
                .hasMessageContaining("in the name of no org");
    }

    @Test
    void nothingIsWrittenForAnotherOrg() {
        String insert = "insert into orgtest.thing (org) values ($1)";
        assertThatThrownBy(() -> get(OrgTransactions.execute(pool, ACME, insert, Tuple.of("other"))))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("row-level security");
        assertThat(get(OrgTransactions.execute(pool, ACME, "update orgtest.thing set org = 'acme'", Tuple.tuple()))
                        .rowCount())
                .isEqualTo(2);
        assertThatThrownBy(() -> get(
                        OrgTransactions.execute(pool, ACME, "update orgtest.thing set org = 'other'", Tuple.tuple())))
                .hasMessageContaining("row-level security");
        assertThat(seenBy(OTHER)).containsExactly("other");
    }

    @Test
    void aTransactionOfOneStatementIsCommitted() {
        get(OrgTransactions.execute(pool, ACME, "insert into orgtest.thing (org) values ($1)", Tuple.of(ACME.value())));

        assertThat(seenBy(ACME)).hasSize(3);
    }

    private Uni<RowSet<Row>> inTwoTurns(OrgId org, String second, Object value) {
        return OrgTransactions.inTwoTurns(
                pool,
                org,
                client -> client.preparedQuery("insert into orgtest.thing (org) values ($1) returning id")
                        .execute(Tuple.of(ACME.value())),
                (client, inserted) -> client.preparedQuery(second).execute(Tuple.of(value)));
    }

    @Test
    void aTransactionOfTwoTurnsIsCommittedInTheNameOfItsOrg() {
        assertThat(texts(get(inTwoTurns(ACME, "select $1::text", "of the second turn"))))
                .containsExactly("of the second turn");
        assertThat(seenBy(ACME)).hasSize(3);

        assertThatThrownBy(() -> get(inTwoTurns(OTHER, "select $1::text", "never asked")))
                .hasMessageContaining("row-level security");
        assertThat(seenBy(ACME)).hasSize(3);
    }

    @Test
    void whatFailsInTheSecondTurnUndoesTheFirstAndLeavesTheConnectionUsable() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> get(inTwoTurns(ACME, "select 1 / $1::int", 0)))
                    .isInstanceOf(PgException.class)
                    .hasMessageContaining("division by zero");
            assertThatThrownBy(() -> get(OrgTransactions.inTwoTurns(
                            pool,
                            ACME,
                            client -> client.query("insert into orgtest.thing (org) values ('acme')")
                                    .execute(),
                            (client, inserted) -> {
                                throw new IllegalStateException("nothing is sent");
                            })))
                    .hasMessage("nothing is sent");
        }

        assertThat(seenBy(ACME)).hasSize(2);
        assertThat(seenBy(OTHER)).hasSize(1);
    }

    @Test
    void aStatementThatFailsFailsAloneAndLeavesTheConnectionUsable() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> get(OrgTransactions.execute(pool, ACME, "select 1 / $1::int", Tuple.of(0))))
                    .isInstanceOf(PgException.class)
                    .hasMessageContaining("division by zero");
        }
        assertThat(seenAtOnceBy(ACME)).hasSize(2);
    }

    @Test
    void connectionsThatAreSharedCarryNoNameOver() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            OrgId org = random.nextBoolean() ? ACME : OTHER;
            List<String> seen = random.nextBoolean() ? seenBy(org) : seenAtOnceBy(org);
            assertThat(seen).isNotEmpty().allMatch(org.value()::equals);
            if (i % 10 == 0) {
                assertThatThrownBy(() -> get(pool.query(SEEN).execute())).hasMessageContaining("no org");
            }
        }
    }

    @Test
    void servicesThatAreStartedAtOnceAllGetTheirRights() throws Exception {
        String jdbcUrl = postgres.getJdbcUrl(USER, USER);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                starts.add(threads.submit(() -> SchemaMigration.migrate(jdbcUrl, USER, USER, "orgtest")));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        }
    }

    @Test
    void theServicesOwnNothingAndCannotLiftTheGuard() {
        assertThat(texts(get(pool.query("select current_user::text").execute())))
                .containsExactly(ServiceRole.NAME);
        for (String lifting : List.of(
                "alter table orgtest.thing no force row level security",
                "drop policy of_org on orgtest.thing",
                "truncate orgtest.thing",
                "create table orgtest.more (id int)")) {
            assertThatThrownBy(() -> get(pool.query(lifting).execute())).isInstanceOf(PgException.class);
        }
    }
}
