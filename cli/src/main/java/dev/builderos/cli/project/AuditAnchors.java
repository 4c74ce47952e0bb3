package dev.builderos.cli.project;

import dev.builderos.contracts.Digest;
import dev.builderos.gateway.api.CheckpointList;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.VerifyingKey;
import dev.builderos.receipts.audit.AuditVerifier.Anchor;
import dev.builderos.receipts.audit.Checkpoint;
import dev.builderos.receipts.audit.SignedCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The newest checkpoint of the audit log that each server showed here, kept in the project. It gives way only to one that follows from
 * it, so a server that made its history anew, with its own key even, is found out by whoever worked with it before.
 */
public record AuditAnchors(Path directory) {
    private static final String END = ".checkpoint";
    private static final int PAGE = 1_000;
    private static final int KEY_ID = 16;

    /** What came of looking at the server's checkpoints. */
    public sealed interface Outcome {}

    /** They follow from what was shown before, or nothing was; the newest is kept. */
    public record Kept(long entries) implements Outcome {}

    /** There is none yet. */
    public record None() implements Outcome {}

    /** They do not follow from what was shown before, which stays. */
    public record Contradiction(String sentence) implements Outcome {}

    /** All that are kept, for a verifier. */
    public List<Anchor> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Anchor> anchors = new ArrayList<>();
            for (Path file :
                    files.filter(file -> file.toString().endsWith(END)).sorted().toList()) {
                anchors.add(new Anchor(String.valueOf(file.getFileName()), Files.readString(file)));
            }
            return anchors;
        } catch (IOException e) {
            throw new UncheckedIOException("the kept checkpoints cannot be read: " + directory, e);
        }
    }

    /** Follows the server's checkpoints from the kept one to the newest, and keeps that. */
    public Outcome keep(GatewayClient client) {
        CheckpointList known = client.auditCheckpoints(0, 1);
        VerifyingKey key = VerifyingKey.ofX509(Base64.getDecoder().decode(known.publicKey()));
        Path file = directory.resolve(known.org() + "-" + key.keyId().substring(0, KEY_ID) + END);
        try {
            Optional<SignedCheckpoint> kept = Files.exists(file)
                    ? Optional.of(SignedCheckpoint.parse(Files.readString(file).strip()))
                    : Optional.empty();
            if (kept.isEmpty() && known.total() == 0) {
                return new None();
            }
            SignedCheckpoint newest = kept.isEmpty() ? newest(client, known.total()) : follow(client, kept.get());
            if (!newest.signedBy(key)) {
                return new Contradiction("its newest checkpoint is not signed with its key");
            }
            AtomicFile.write(file, (newest.text() + "\n").getBytes(StandardCharsets.UTF_8));
            return new Kept(newest.checkpoint().seq());
        } catch (MalformedReceipt | Contradicts e) {
            return new Contradiction(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("a checkpoint cannot be kept in " + file, e);
        }
    }

    private static SignedCheckpoint newest(GatewayClient client, long total) throws MalformedReceipt, Contradicts {
        List<String> last = client.auditCheckpoints(total - 1, 1).checkpoints();
        if (last.isEmpty()) {
            throw new Contradicts("it counts more checkpoints than it has");
        }
        return SignedCheckpoint.parse(last.getFirst());
    }

    /** The kept one has to be there still, and each after it has to name the one before. */
    private static SignedCheckpoint follow(GatewayClient client, SignedCheckpoint kept)
            throws MalformedReceipt, Contradicts {
        long number = kept.checkpoint().number();
        SignedCheckpoint last = kept;
        List<String> page = client.auditCheckpoints(number - 1, PAGE).checkpoints();
        if (page.isEmpty() || !page.getFirst().equals(kept.text())) {
            throw new Contradicts("it has no more the checkpoint of entry "
                    + kept.checkpoint().seq() + " that it showed at "
                    + kept.checkpoint().at());
        }
        page = page.subList(1, page.size());
        while (!page.isEmpty()) {
            for (String line : page) {
                last = after(last, SignedCheckpoint.parse(line));
            }
            page = client.auditCheckpoints(last.checkpoint().number(), PAGE).checkpoints();
        }
        return last;
    }

    private static SignedCheckpoint after(SignedCheckpoint before, SignedCheckpoint next) throws Contradicts {
        Checkpoint checkpoint = next.checkpoint();
        Digest previous = checkpoint.previous();
        if (!previous.equals(before.digest())
                || checkpoint.seq() <= before.checkpoint().seq()) {
            throw new Contradicts("its checkpoint of entry " + checkpoint.seq() + " does not follow from that of entry "
                    + before.checkpoint().seq());
        }
        return next;
    }

    private static final class Contradicts extends Exception {
        private static final long serialVersionUID = 1L;

        Contradicts(String message) {
            super(message);
        }
    }
}
