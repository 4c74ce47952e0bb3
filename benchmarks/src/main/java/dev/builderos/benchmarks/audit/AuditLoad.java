package dev.builderos.benchmarks.audit;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.audit.AuditExport;
import dev.builderos.receipts.audit.AuditLink;
import dev.builderos.receipts.audit.Checkpoint;
import dev.builderos.receipts.audit.SignedCheckpoint;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Writes a whole audit log of so many entries, as long as those of approvals are, in two forms: {@code audit.jsonl}, the export with a
 * checkpoint every 100 entries, for {@code audit verify --file}, and {@code audit.copy}, rows for PostgreSQL's {@code copy}. The key
 * that signed lies beside them.
 */
public final class AuditLoad {
    private static final OrgId ORG = new OrgId("local");
    private static final int EVERY = 100;
    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

    private AuditLoad() {}

    /** The arguments are a directory and how many entries. */
    public static void main(String... arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        int entries = Integer.parseInt(arguments[1]);
        SigningKey key = SigningKey.loadOrCreate(directory);
        Path rows = directory.resolve("audit.copy");
        try (BufferedWriter copy = Files.newBufferedWriter(rows);
                BufferedWriter lines = Files.newBufferedWriter(directory.resolve("entries"));
                BufferedWriter export = Files.newBufferedWriter(directory.resolve("audit.jsonl"))) {
            export.write(new AuditExport.Header(ORG, START, key.verifyingKey()).line() + "\n");
            long seq = 0;
            Digest hash = AuditLink.START;
            Digest previous = Checkpoint.NONE;
            for (int i = 1; i <= entries; i++) {
                AuditLink link = AuditLink.after(seq, hash, entry(i));
                seq = link.seq();
                hash = link.hash();
                lines.write(AuditExport.line(link) + "\n");
                copy.write(ORG + "\t" + seq + "\t" + link.entry().replace("\\", "\\\\") + "\t" + hash + "\n");
                if (i % EVERY == 0) {
                    SignedCheckpoint signed = SignedCheckpoint.sign(
                            new Checkpoint(ORG, i / EVERY, seq, hash, START.plusSeconds(i), previous), key);
                    previous = signed.digest();
                    export.write(signed.text() + "\n");
                }
            }
            lines.flush();
            try (var written = Files.newBufferedReader(directory.resolve("entries"), StandardCharsets.UTF_8)) {
                written.transferTo(export);
            }
        }
        Files.delete(directory.resolve("entries"));
    }

    private static String entry(int number) {
        String digest = Digest.of("entry " + number).value();
        return "{\"at\":\"" + START.plusSeconds(number)
                + "\",\"kind\":\"approval\",\"what\":{\"agent\":\"pipeline\",\"answer\":\"APPROVE\","
                + "\"answers\":1,\"approval\":\"01a22840-f879-71b7-b3e8-" + String.format("%012d", number)
                + "\",\"by\":\"local:owner\",\"card\":\"" + digest + "\",\"diff\":\"" + digest + "\",\"effect\":\""
                + digest
                + "\",\"environment\":\"prod\",\"method\":\"cli\",\"policy\":\"" + digest
                + "\",\"project\":\"hello\",\"requester\":\"local:owner\",\"run\":\"01a22840-6448-7f4d-b277-e4058afb9f35\","
                + "\"state\":\"GRANTED\",\"step\":\"release\",\"title\":\"release hello to prod\",\"tool\":\"deploy.release\",\"why\":\"\"}}";
    }
}
