package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file a run leaves for whoever wants to verify it: canonical JSON (RFC 8785) and one newline. There is one way to write
 * each, so that any edited byte shows.
 */
public sealed interface SealedFile {
    /** No file is larger. */
    int MAX_BYTES = 64 * 1024 * 1024;

    List<FactRecord> journal();

    /** The file's content. */
    byte[] bytes();

    /**
     * Reads either kind.
     *
     * @throws MalformedReceipt when the bytes are not exactly what {@link #bytes} would write
     */
    static SealedFile parse(byte[] file) throws MalformedReceipt {
        if (file.length > MAX_BYTES) {
            throw new MalformedReceipt("it is larger than " + MAX_BYTES + " bytes");
        }
        if (file.length == 0 || file[file.length - 1] != '\n') {
            throw new MalformedReceipt("it does not end with a newline");
        }
        JsonNode tree = StrictJson.canonical(Arrays.copyOf(file, file.length - 1));
        String kind = StrictJson.text(tree, "kind");
        try {
            return switch (kind) {
                case ReceiptFile.KIND -> ReceiptFile.of(tree);
                case JournalFile.KIND -> JournalFile.of(tree);
                default ->
                    throw new MalformedReceipt("its kind is neither " + ReceiptFile.KIND + " nor " + JournalFile.KIND);
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedReceipt("a value in it has the wrong form: " + e.getMessage(), e);
        }
    }

    private static byte[] write(Map<String, Object> content) {
        byte[] json = CanonicalJson.bytes(content);
        byte[] file = Arrays.copyOf(json, json.length + 1);
        file[json.length] = '\n';
        return file;
    }

    private static List<FactRecord> facts(JsonNode journal) throws MalformedReceipt {
        if (!journal.isArray()) {
            throw new MalformedReceipt("its journal is no list");
        }
        List<FactRecord> facts = new ArrayList<>(journal.size());
        for (JsonNode fact : journal) {
            facts.add(fact(fact));
        }
        return facts;
    }

    private static FactRecord fact(JsonNode fact) throws MalformedReceipt {
        StrictJson.fields(fact, "a fact", Set.of("seq", "at", "type", "epoch", "body", "prev", "hash"));
        Instant at = Instant.parse(StrictJson.text(fact, "at"));
        if (!at.toString().equals(StrictJson.text(fact, "at"))) {
            throw new MalformedReceipt("a fact's time is not written in its one form");
        }
        if (!fact.path("body").isObject()) {
            throw new MalformedReceipt("a fact's body is no object");
        }
        return new FactRecord(
                StrictJson.number(fact, "seq"),
                at,
                StrictJson.text(fact, "type"),
                StrictJson.number(fact, "epoch"),
                fact.path("body"),
                new Digest(StrictJson.text(fact, "prev")),
                new Digest(StrictJson.text(fact, "hash")));
    }

    /**
     * A receipt with all that is needed to verify it.
     *
     * @param journal all facts of the run; the last may be {@code ReceiptIssued}, which the receipt does not cover
     */
    record ReceiptFile(Envelope envelope, VerifyingKey publicKey, List<FactRecord> journal) implements SealedFile {
        public static final String KIND = "builderos/receipt@v1";

        public ReceiptFile {
            journal = List.copyOf(journal);
        }

        @Override
        public byte[] bytes() {
            return write(Map.of(
                    "kind", KIND, "envelope", envelope.json(), "publicKey", publicKey.base64(), "journal", journal));
        }

        private static ReceiptFile of(JsonNode tree) throws MalformedReceipt {
            StrictJson.fields(tree, "the file", Set.of("kind", "envelope", "publicKey", "journal"));
            return new ReceiptFile(
                    Envelope.of(tree.path("envelope")),
                    VerifyingKey.ofX509(Base64Text.decode(StrictJson.text(tree, "publicKey"))),
                    facts(tree.path("journal")));
        }
    }

    /** A journal alone. Only a receipt says that it is the whole one. */
    record JournalFile(RunId run, List<FactRecord> journal) implements SealedFile {
        public static final String KIND = "builderos/journal@v1";

        public JournalFile {
            journal = List.copyOf(journal);
        }

        @Override
        public byte[] bytes() {
            return write(Map.of("kind", KIND, "runId", run, "journal", journal));
        }

        private static JournalFile of(JsonNode tree) throws MalformedReceipt {
            StrictJson.fields(tree, "the file", Set.of("kind", "runId", "journal"));
            return new JournalFile(new RunId(StrictJson.text(tree, "runId")), facts(tree.path("journal")));
        }
    }
}
