package dev.builderos.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.SmallGateway;
import dev.builderos.cli.SmallGateway.Reply;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.gateway.api.CheckpointList;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RecordJson;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.audit.Checkpoint;
import dev.builderos.receipts.audit.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditAnchorsTest {
    @TempDir
    private Path directory;

    private final List<SignedCheckpoint> server = new ArrayList<>();
    private SigningKey key = SigningKey.generate();
    private int missing;
    private SmallGateway gateway;
    private GatewayClient client;

    @BeforeEach
    void serve() throws IOException {
        gateway = new SmallGateway().on("GET /v1/audit/checkpoints", asked -> {
            String query = String.valueOf(asked.query());
            int after = number(query, "after=");
            List<String> page = server.stream()
                    .skip(after)
                    .limit(number(query, "limit="))
                    .map(SignedCheckpoint::text)
                    .toList();
            return new Reply(
                    200,
                    RecordJson.write(
                            new CheckpointList("local", key.verifyingKey().base64(), server.size() + missing, page)));
        });
        client = gateway.client();
    }

    @AfterEach
    void close() {
        client.close();
        gateway.close();
    }

    @Test
    void keepsNothingWhereNothingIsSigned() {
        assertThat(keep()).isEqualTo(new AuditAnchors.None());
        assertThat(anchors().all()).isEmpty();
    }

    @Test
    void keepsTheNewestAndGoesOnFromIt() {
        sign(100, 200);
        assertThat(keep()).isEqualTo(new AuditAnchors.Kept(200));
        sign(300, 400, 500);

        assertThat(keep()).isEqualTo(new AuditAnchors.Kept(500));
        assertThat(anchors().all())
                .singleElement()
                .satisfies(anchor ->
                        assertThat(anchor.text()).isEqualTo(server.getLast().text() + "\n"));
    }

    @Test
    void findsOutAServerThatMadeItsHistoryAnewWithItsOwnKey() {
        sign(100, 200);
        keep();
        String kept = anchors().all().getFirst().text();
        server.clear();
        sign(110, 220, 330);

        assertThat(keep())
                .isInstanceOfSatisfying(
                        AuditAnchors.Contradiction.class,
                        found -> assertThat(found.sentence()).contains("it has no more the checkpoint of entry 200"));
        assertThat(anchors().all().getFirst().text()).as("the evidence stays").isEqualTo(kept);
    }

    @Test
    void findsOutAServerThatCutItsHistoryOff() {
        sign(100, 200);
        keep();
        server.removeLast();

        assertThat(keep()).isInstanceOf(AuditAnchors.Contradiction.class);
    }

    @Test
    void findsOutAServerThatHasNoCheckpointAnyMore() {
        sign(100);
        keep();
        server.clear();

        assertThat(keep()).isInstanceOf(AuditAnchors.Contradiction.class);
    }

    @Test
    void takesNoCheckpointThatDoesNotNameTheOneBefore() {
        sign(100);
        keep();
        server.add(SignedCheckpoint.sign(checkpoint(3, 300, Digest.of("another")), key));

        assertThat(keep())
                .isInstanceOfSatisfying(
                        AuditAnchors.Contradiction.class,
                        found -> assertThat(found.sentence())
                                .contains("its checkpoint of entry 300 does not follow from that of entry 100"));
    }

    @Test
    void takesNoCheckpointOfAnotherKey() {
        server.add(SignedCheckpoint.sign(checkpoint(1, 100, Checkpoint.NONE), SigningKey.generate()));

        assertThat(keep())
                .isEqualTo(new AuditAnchors.Contradiction("its newest checkpoint is not signed with its key"));
    }

    @Test
    void takesNoCheckpointThatCoversNothingNew() {
        sign(100);
        keep();
        sign(100);

        assertThat(keep())
                .isInstanceOfSatisfying(
                        AuditAnchors.Contradiction.class,
                        found -> assertThat(found.sentence())
                                .contains("its checkpoint of entry 100 does not follow from that of entry 100"));
    }

    @Test
    void findsOutAServerThatCountsMoreCheckpointsThanItHas() {
        missing = 1;

        assertThat(keep()).isEqualTo(new AuditAnchors.Contradiction("it counts more checkpoints than it has"));
    }

    @Test
    void followsOverManyPagesToTheNewest() {
        sign(1);
        keep();
        for (int seq = 2; seq <= 1_005; seq++) {
            sign(seq);
        }

        assertThat(keep()).isEqualTo(new AuditAnchors.Kept(1_005));
    }

    @Test
    void keepsWhatEachServerShowedApart() {
        sign(100);
        keep();
        server.clear();
        key = SigningKey.generate();
        sign(50);

        assertThat(keep()).isEqualTo(new AuditAnchors.Kept(50));
        assertThat(anchors().all()).hasSize(2);
    }

    private AuditAnchors anchors() {
        return new AuditAnchors(directory.resolve("audit"));
    }

    private AuditAnchors.Outcome keep() {
        return anchors().keep(client);
    }

    private void sign(long... entries) {
        for (long seq : entries) {
            Digest previous =
                    server.isEmpty() ? Checkpoint.NONE : server.getLast().digest();
            server.add(SignedCheckpoint.sign(checkpoint(server.size() + 1, seq, previous), key));
        }
    }

    private static Checkpoint checkpoint(long number, long seq, Digest previous) {
        return new Checkpoint(
                new OrgId("local"),
                number,
                seq,
                Digest.of("head " + seq),
                Instant.parse("2026-11-29T10:00:00Z").plusSeconds(seq),
                previous);
    }

    private static int number(String query, String name) {
        String from = query.substring(query.indexOf(name) + name.length());
        int end = from.indexOf('&');
        return Integer.parseInt(end < 0 ? from : from.substring(0, end));
    }
}
