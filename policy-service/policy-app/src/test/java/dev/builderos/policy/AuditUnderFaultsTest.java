package dev.builderos.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.builderos.bus.BusRequests;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.receipts.Verification.Verdict;
import dev.builderos.receipts.audit.AuditLink;
import dev.builderos.testkit.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Row F54: many append at once while the database is killed under them. */
@QuarkusTest
@QuarkusTestResource(
        value = EmbeddedPostgres.class,
        initArgs = @ResourceArg(name = EmbeddedPostgres.SERVICES, value = "policy"))
class AuditUnderFaultsTest {
    private static final int APPENDERS = 32;
    private static final int EACH = 25;
    private static final int KILLS = 4;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Inject
    BusRequests bus;

    @ConfigProperty(name = EmbeddedPostgres.JDBC_URL)
    String jdbcUrl;

    private final OrgId org = new OrgId("org-" + TimeOrderedId.next(Clock.systemUTC()));
    private final RunId run = new RunId(TimeOrderedId.next(Clock.systemUTC()).toString());
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    @Test
    void thirtyTwoAppendersLeaveOneWholeChainHoweverOftenTheDatabaseIsKilled() throws Exception {
        // The test's database does without; what is answered has to survive here.
        tables().execute("alter role postgres set synchronous_commit = on; select pg_terminate_backend(pid)"
                + " from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()");
        List<Decision> decisions = new ArrayList<>();
        try (ExecutorService appenders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Decision>>> all = new ArrayList<>();
            for (int i = 0; i < APPENDERS; i++) {
                int appender = i;
                all.add(appenders.submit(() -> append(appender)));
            }
            for (int kill = 1; kill <= KILLS; kill++) {
                int enough = kill * APPENDERS * EACH / (KILLS + 2);
                await("answers before kill " + kill).atMost(PATIENCE).until(() -> answered.get() >= enough);
                killABackend();
            }
            for (Future<List<Decision>> each : all) {
                decisions.addAll(each.get());
            }
        }

        assertThat(decisions).hasSize(APPENDERS * EACH);
        List<AuditLink> chain = audit().entries();
        assertThat(chain.size())
                .as("one entry for each answer, none lost and none twice")
                .isEqualTo(APPENDERS * EACH);
        assertThat(AuditLink.firstBreak(chain)).isEmpty();
        assertThat(tables().number("select seq from policy.audit_head where org = '" + org + "'"))
                .isEqualTo(chain.size());
        await("checkpoints up to the end").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(audit().verify(List.of()).verdict()).isEqualTo(Verdict.PROVEN);
            assertThat(audit().verify(List.of()).checks())
                    .anyMatch(check -> check.sentence().contains("covers the log to its end"));
        });
    }

    /** Asks again after a failure, as the runner does: the same call is the same decision. */
    private List<Decision> append(int appender) {
        List<Decision> decisions = new ArrayList<>();
        while (decisions.size() < EACH) {
            try {
                decisions.add(audit().deny("call-" + appender + "-" + decisions.size())
                        .await()
                        .atMost(ANSWER));
                answered.incrementAndGet();
            } catch (RuntimeException killed) {
                unanswered.incrementAndGet();
            }
        }
        return decisions;
    }

    /** SIGKILL to one that serves a client: PostgreSQL ends all others, and reads its log again. */
    private void killABackend() throws SQLException {
        long backend = tables().number("select pid from pg_stat_activity where backend_type = 'client backend'"
                + " and pid <> pg_backend_pid() order by state_change desc nulls last limit 1");
        assertThat(ProcessHandle.of(backend).orElseThrow().destroyForcibly()).isTrue();
    }

    private AuditOnTheBus audit() {
        return new AuditOnTheBus(bus, org, run);
    }

    private PolicyTables tables() {
        return new PolicyTables(jdbcUrl, org);
    }
}
