package dev.builderos.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.cli.RunJson;
import dev.builderos.cli.SmallGateway;
import dev.builderos.cli.SmallGateway.Reply;
import dev.builderos.gateway.api.GatewayClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunArchiveTest {
    private static final String DIGEST = "sha256:" + "00".repeat(32);

    @TempDir
    private Path root;

    private SmallGateway gateway;
    private GatewayClient client;

    @BeforeEach
    void start() throws IOException {
        gateway = new SmallGateway();
        client = gateway.client();
        gateway.on("GET /v1/runs/r1", RunJson.view("r1", "SUCCEEDED"));
        AtomicInteger pages = new AtomicInteger();
        gateway.on(
                "GET /v1/runs/r1/steps/unit/log",
                ignored -> Reply.json(
                        switch (pages.getAndIncrement()) {
                            case 0 -> log(1, "first");
                            case 1 -> log(2, "second");
                            default -> "{\"lines\":[],\"ended\":true}";
                        }));
        gateway.on("GET /v1/runs/r1/artifacts", artifacts("plan.md"));
        gateway.on("GET /v1/runs/r1/blobs/sha256%3A" + "00".repeat(32), "the plan");
        gateway.on("GET /v1/runs/r1/blobs/" + DIGEST, "the plan");
        gateway.on("GET /v1/runs/r1/receipt", "{\"receipt\":1}");
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void keepsViewReceiptLogsAndArtifacts() throws IOException {
        LocalState state = new LocalState(root);

        assertThat(new RunArchive(client, state).keep("r1")).contains(root.resolve("runs/r1.receipt.json"));

        assertThat(root.resolve("logs/r1/unit.log")).hasContent("first\nsecond");
        assertThat(root.resolve("artifacts/r1/plan/plan.md")).hasContent("the plan");
        assertThat(root.resolve("runs/r1.receipt.json"))
                .hasBinaryContent("{\"receipt\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(root.resolve("runs/r1.json"))
                .content()
                .contains("\"kind\" : \"builderos/run@v1\"", "\"receiptFile\" : \"r1.receipt.json\"", "\"SUCCEEDED\"");
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void keepsARunWithoutReceipt() {
        gateway.on("GET /v1/runs/r1/receipt", ignored -> Reply.problem(404, "run.no-receipt"));

        assertThat(new RunArchive(client, new LocalState(root)).keep("r1")).isEmpty();

        assertThat(root.resolve("runs/r1.json")).content().doesNotContain("receiptFile");
    }

    @Test
    void leavesTheOldFileWhenTheDownloadFails() throws IOException {
        Path file = root.resolve("file");
        Files.writeString(file, "old");

        assertThatThrownBy(() -> AtomicFile.write(file, temporary -> {
                    Files.writeString(temporary, "half");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(root).isDirectoryContaining("glob:**/file");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void neverWritesAnArtifactOutsideItsDirectory() {
        gateway.on("GET /v1/runs/r1/artifacts", artifacts("../../../../evil"));

        assertThatThrownBy(() -> new RunArchive(client, new LocalState(root)).keep("r1"))
                .hasRootCauseMessage("not a name inside " + root.resolve("artifacts/r1") + ": plan/../../../../evil");
    }

    private static String log(int n, String text) {
        return "{\"lines\":[{\"n\":" + n + ",\"at\":\"2026-11-22T10:00:00Z\",\"stream\":\"out\",\"text\":\"" + text
                + "\"}],\"ended\":true}";
    }

    private static String artifacts(String name) {
        return "{\"artifacts\":[{\"stepId\":\"plan\",\"name\":\"" + name + "\",\"digest\":\"" + DIGEST
                + "\",\"bytes\":8}]}";
    }
}
