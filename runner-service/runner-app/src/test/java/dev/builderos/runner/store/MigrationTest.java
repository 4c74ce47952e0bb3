package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.bus.SchemaMigration;
import dev.builderos.contracts.Digest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What migrations do with what is there already. */
class MigrationTest {
    private static final String USER = "postgres";
    private static final String LOST =
            Digest.of("the plan of a run that was deleted").value();
    private static final String HELD = Digest.of("the plan of a run").value();

    @Test
    void plansOfRunsThatWereDeletedEarlierAreLeftOver() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement()) {
            migrateTo("8", postgres);
            for (String plan : new String[] {LOST, HELD}) {
                sql.execute("insert into runner.plan (digest, body) values ('" + plan + "', '{}')");
                sql.execute(
                        "insert into runner.run (id, org, project, pipeline, requested_by, plan, state, seq, closed,"
                                + " admitted_at, owner, epoch, lease_expires_at) values (gen_random_uuid(), 'acme', 'hello', 'test',"
                                + " 'ann', '" + plan + "', 'FAILED', 1, true, now(), 'here', 1, now())");
            }
            sql.execute(
                    "select runner.forget_run(id, 'ann', 'a test', '{}') from runner.run where plan = '" + LOST + "'");

            SchemaMigration.migrate(postgres.getJdbcUrl(USER, USER), USER, USER, "runner");

            try (ResultSet left = sql.executeQuery("select unnest(digests) from runner.leftover")) {
                assertThat(left.next()).isTrue();
                assertThat(left.getString(1)).isEqualTo(LOST);
                assertThat(left.next()).isFalse();
            }
        }
    }

    private static void migrateTo(String version, EmbeddedPostgres postgres) {
        Flyway.configure()
                .dataSource(postgres.getJdbcUrl(USER, USER), USER, USER)
                .schemas("runner")
                .defaultSchema("runner")
                .locations("classpath:db/runner", "classpath:db/bus")
                .target(version)
                .load()
                .migrate();
    }
}
