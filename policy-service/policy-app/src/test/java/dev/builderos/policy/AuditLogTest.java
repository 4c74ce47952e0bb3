package dev.builderos.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.builderos.bus.BusRequests;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.receipts.Check;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.Verification;
import dev.builderos.receipts.Verification.Verdict;
import dev.builderos.receipts.audit.AuditLink;
import dev.builderos.receipts.audit.SignedCheckpoint;
import dev.builderos.testkit.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Row F55: somebody with the database's superuser changes the audit log behind the server's back. */
@QuarkusTest
@QuarkusTestResource(
        value = EmbeddedPostgres.class,
        initArgs = @ResourceArg(name = EmbeddedPostgres.SERVICES, value = "policy"))
class AuditLogTest {
    private static final int ENTRIES = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    BusRequests bus;

    @ConfigProperty(name = EmbeddedPostgres.JDBC_URL)
    String jdbcUrl;

    private final OrgId org = new OrgId("org-" + TimeOrderedId.next(Clock.systemUTC()));
    private final RunId run = new RunId(TimeOrderedId.next(Clock.systemUTC()).toString());

    @Test
    void signsEveryTenEntriesAtOnceAndTheRestWhenItHasWaited() throws Exception {
        audit().deny(ENTRIES);

        awaitCovered(20);
        awaitCovered(ENTRIES);

        List<Long> covered = audit().checkpoints().checkpoints().stream()
                .map(AuditLogTest::seq)
                .toList();
        assertThat(covered).containsExactly(10L, 20L, 25L);
        assertThat(audit().verify(List.of()).verdict()).isEqualTo(Verdict.PROVEN);
    }

    @Test
    void findsAnEditedEntry() throws SQLException {
        writeAndAwait();

        tamper("update policy.audit set entry = replace(entry, 'DENY', 'ALLOW') where org = '" + org + "' and seq = 7");

        assertFound("entries", "Entry 7 does not follow from entry 6");
    }

    @Test
    void findsAnEntryDeletedInTheMiddle() throws SQLException {
        writeAndAwait();

        tamper("delete from policy.audit where org = '" + org + "' and seq = 7");

        assertFound("entries", "Entry 8 stands where entry 7 belongs: 1 entry is missing.");
    }

    @Test
    void findsEntriesThatChangedPlaces() throws SQLException {
        writeAndAwait();

        tamper("update policy.audit set seq = -seq where org = '" + org + "' and seq in (7, 8);"
                + " update policy.audit set seq = 15 + seq where org = '" + org + "' and seq < 0");

        assertFound("entries", "Entry 7 does not follow from entry 6");
    }

    @Test
    void findsEntriesDeletedAtTheTailByTheCheckpointAlone() throws SQLException {
        writeAndAwait();
        AuditLink left = audit().entries().get(21);

        tamper("delete from policy.audit where org = '" + org + "' and seq > 22;"
                + " update policy.audit_head set seq = 22, hash = '" + left.hash() + "' where org = '" + org + "'");

        Verification verification =
                assertFound("signed history", "the log ends with 22: 3 entries are missing at the end");
        assertThat(verification.with(Check.Outcome.FAILED)).hasSize(1);
    }

    @Test
    void findsThatAllWasRewrittenAndHashedAnewByTheCheckpointAlone() throws SQLException {
        writeAndAwait();

        rewrite();

        Verification verification = assertFound("signed history", "rewritten somewhere from entry 1 to entry 10");
        assertThat(verification.with(Check.Outcome.FAILED)).hasSize(1);
    }

    @Test
    void signsNothingOfALogThatWasRewritten() throws SQLException {
        writeAndAwait();
        rewrite();

        audit().deny(ENTRIES + 15);

        await().during(Duration.ofSeconds(4))
                .atMost(PATIENCE)
                .until(() -> audit().checkpoints().total() == 3);
        assertThat(audit().entries()).hasSize(ENTRIES + 15);
        assertFound("signed history", "rewritten somewhere");
    }

    @Test
    void anEntryThatIsNoJsonAnyMoreIsFoundAndStopsNobody() throws SQLException {
        writeAndAwait();

        tamper("update policy.audit set entry = 'no JSON' where org = '" + org + "' and seq = 3");
        audit().deny("another").await().atMost(PATIENCE);

        assertThat(audit().entries()).hasSize(ENTRIES + 1);
        assertFound("entries", "Entry 3 does not follow from entry 2");
    }

    private AuditOnTheBus audit() {
        return new AuditOnTheBus(bus, org, run);
    }

    /** A log that is covered to its end, and proven. */
    private void writeAndAwait() {
        audit().deny(ENTRIES);
        awaitCovered(ENTRIES);
        assertThat(audit().verify(List.of()).verdict())
                .as("before it is changed")
                .isEqualTo(Verdict.PROVEN);
    }

    private void awaitCovered(long entry) {
        await("a checkpoint of entry " + entry).atMost(PATIENCE).until(() -> {
            List<String> checkpoints = audit().checkpoints().checkpoints();
            return !checkpoints.isEmpty() && seq(checkpoints.getLast()) >= entry;
        });
    }

    private static long seq(String checkpoint) {
        try {
            return SignedCheckpoint.parse(checkpoint).checkpoint().seq();
        } catch (MalformedReceipt e) {
            throw new AssertionError(checkpoint, e);
        }
    }

    /** Every entry says something else, and the whole chain is right. */
    private void rewrite() throws SQLException {
        StringBuilder changes = new StringBuilder();
        long seq = 0;
        Digest hash = AuditLink.START;
        for (AuditLink old : audit().entries()) {
            AuditLink made = AuditLink.after(seq, hash, old.entry().replace("\"DENY\"", "\"ALLOW\""));
            changes.append("update policy.audit set entry = '")
                    .append(made.entry().replace("'", "''"))
                    .append("', hash = '")
                    .append(made.hash())
                    .append("' where org = '")
                    .append(org)
                    .append("' and seq = ")
                    .append(made.seq())
                    .append(';');
            seq = made.seq();
            hash = made.hash();
        }
        changes.append("update policy.audit_head set hash = '" + hash + "' where org = '" + org + "'");
        tamper(changes.toString());
    }

    private void tamper(String change) throws SQLException {
        new PolicyTables(jdbcUrl, org)
                .execute("alter table policy.audit disable trigger all; " + change
                        + "; alter table policy.audit enable trigger all");
    }

    private Verification assertFound(String check, String sentence) {
        Verification verification = audit().verify(List.of());
        assertThat(verification.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(verification.with(Check.Outcome.FAILED))
                .as("%s", verification.checks())
                .anySatisfy(found -> {
                    assertThat(found.name()).isEqualTo(check);
                    assertThat(found.sentence()).contains(sentence);
                });
        return verification;
    }
}
