package dev.builderos.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.receipts.Envelope;
import dev.builderos.receipts.ReceiptStatement;
import dev.builderos.receipts.SealedFile;
import dev.builderos.receipts.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final Digest DIGEST = Digest.of("x");

    @TempDir
    private Path directory;

    private final Captured captured = Captured.plain();
    private SigningKey key;

    @BeforeEach
    void writeReceipt() throws IOException {
        key = SigningKey.loadOrCreate(directory.resolve("home/keys"));
        List<FactRecord> facts = new ArrayList<>();
        add(
                facts,
                "RunAdmitted",
                Map.of(
                        "org",
                        "local",
                        "project",
                        "hello",
                        "root",
                        "/",
                        "pipeline",
                        "feature",
                        "pipelineVersion",
                        "1.0.0",
                        "pipelinePath",
                        "ship/feature.yaml",
                        "snapshot",
                        DIGEST.value(),
                        "planDigest",
                        DIGEST.value(),
                        "policyDigest",
                        DIGEST.value(),
                        "options",
                        Map.of("sandbox", "bubblewrap", "allowDirty", false)),
                Map.of(
                        "requester",
                        Map.of("org", "local", "id", "local:owner", "roles", List.of("Owner")),
                        "inputs",
                        Map.of(),
                        "steps",
                        List.of()));
        add(facts, "RunStarted", Map.of("branch", "b", "baseCommit", "12".repeat(20)), Map.of());
        add(facts, "RunSucceeded", Map.of(), Map.of());
        Envelope envelope = ReceiptStatement.of(new RunId("0192f3a1-7b2c-7000-8000-000000000001"), facts)
                .sign(key);
        Files.write(
                directory.resolve("receipt.json"),
                new SealedFile.ReceiptFile(envelope, key.verifyingKey(), facts).bytes());
    }

    @Test
    void provesReceiptOfTheLocalServerWithoutAServer() {
        assertThat(run("verify", "receipt.json")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).contains("✓ proven");
    }

    @Test
    void failsOnAnyEditedByte() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve("receipt.json"));
        for (int i = 0; i < bytes.length; i += 101) {
            byte[] edited = bytes.clone();
            edited[i] ^= 1;
            Files.write(directory.resolve("edited.json"), edited);

            assertThat(run("verify", "edited.json", "--json")).as("byte %d", i).isEqualTo(ExitCode.FAILED);
        }
        assertThat(captured.out().lines()).allSatisfy(line -> assertThat(line).startsWith("{\"verdict\":\"FAILED\""));
    }

    @Test
    void doesNotTrustAStrangerUntilItsKeyIsNamed() throws IOException {
        Files.writeString(directory.resolve("team.pem"), key.verifyingKey().pem());
        Files.delete(directory.resolve("home/keys").resolve(SigningKey.FILE));
        Files.delete(directory.resolve("home/keys").resolve(SigningKey.PUBLIC_FILE));

        assertThat(run("verify", "receipt.json")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out()).contains("you do not know who signed it");
        assertThat(run("verify", "receipt.json", "--key", "team.pem")).isEqualTo(ExitCode.OK);
        assertThat(run("verify", "receipt.json", "--key", "receipt.json")).isEqualTo(ExitCode.USAGE);
        assertThat(run("verify", "nothing.json")).isEqualTo(ExitCode.NOT_FOUND);
    }

    private int run(String... arguments) {
        return new Cli(new Session(
                        captured.console(),
                        Map.of("BUILDEROS_HOME", directory.resolve("home").toString()),
                        directory,
                        InstantSource.system()))
                .run(List.of(arguments));
    }

    private static void add(List<FactRecord> facts, String type, Map<String, Object> body, Map<String, Object> more) {
        Map<String, Object> all = new TreeMap<>(body);
        all.putAll(more);
        JsonNode tree = ContractJson.tree(all);
        Digest prev = facts.isEmpty() ? FactRecord.GENESIS : facts.getLast().hash();
        facts.add(FactRecord.chained(facts.size() + 1L, Instant.parse("2026-11-22T10:00:00Z"), type, 1, tree, prev));
    }
}
