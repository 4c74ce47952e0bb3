package dev.builderos.receipts.audit;

import dev.builderos.contracts.Digest;
import dev.builderos.receipts.Check;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification.Verdict;
import dev.builderos.receipts.VerifyingKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of an export. Each names the digest of the one before, so the signature of the newest is one for all.
 */
final class CheckpointChain {
    private static final String CHECKPOINTS = "checkpoints";
    private static final String SIGNER = "signer";
    private static final String HEADS = "signed history";
    private static final String COVERAGE = "coverage";
    private static final String ANCHOR = "anchor ";

    private final AuditExport.Header header;
    private final TrustedKeys trusted;
    private final List<SignedCheckpoint> all = new ArrayList<>();
    private final Set<Digest> digests = new HashSet<>();
    private final Set<String> keyIds = new HashSet<>();
    private @Nullable String wrong;
    private @Nullable String rewritten;
    private boolean complete;
    private int next;

    CheckpointChain(AuditExport.Header header, TrustedKeys trusted) {
        this.header = header;
        this.trusted = trusted;
    }

    /** @param entries how many entries were read before, of which there must be none */
    void take(String line, long entries) throws MalformedReceipt {
        if (entries > 0) {
            throw new MalformedReceipt("a checkpoint stands among the entries");
        }
        SignedCheckpoint checkpoint;
        try {
            checkpoint = SignedCheckpoint.parse(line);
        } catch (MalformedReceipt e) {
            complain("Checkpoint " + (all.size() + 1) + " cannot be read: " + e.getMessage() + ".");
            return;
        }
        Optional<SignedCheckpoint> before = newest();
        long covered = before.map(each -> each.checkpoint().seq()).orElse(0L);
        if (!checkpoint.checkpoint().org().equals(header.org())) {
            complain(named(checkpoint) + " is of another org.");
        } else if (!checkpoint
                        .checkpoint()
                        .previous()
                        .equals(before.map(SignedCheckpoint::digest).orElse(Checkpoint.NONE))
                || checkpoint.checkpoint().number() != all.size() + 1
                || checkpoint.checkpoint().seq() <= covered) {
            complain(named(checkpoint) + " does not follow from "
                    + before.map(CheckpointChain::named).orElse("the beginning")
                    + ": one was taken away, changed, or moved.");
        }
        all.add(checkpoint);
        digests.add(checkpoint.digest());
        keyIds.add(checkpoint.keyId());
    }

    private void complain(String sentence) {
        if (wrong == null) {
            wrong = sentence;
        }
    }

    /** All checkpoints were read. */
    void complete() {
        if (!complete) {
            complete = true;
            all.sort((one, other) ->
                    Long.compare(one.checkpoint().seq(), other.checkpoint().seq()));
        }
    }

    /** Compares an entry with the checkpoints up to it. */
    void pass(AuditLink link) {
        while (next < all.size() && all.get(next).checkpoint().seq() <= link.seq()) {
            Checkpoint checkpoint = all.get(next).checkpoint();
            if (rewritten == null && !checkpoint.head().equals(link.hash())) {
                rewritten = otherHistory(checkpoint);
            }
            next++;
        }
    }

    private String otherHistory(Checkpoint checkpoint) {
        long good = next == 0 ? 0 : all.get(next - 1).checkpoint().seq();
        return "Entry " + checkpoint.seq() + " is not the one that was signed at " + checkpoint.at()
                + ": the log was rewritten somewhere from entry " + (good + 1) + " to entry " + checkpoint.seq() + ".";
    }

    List<Check> checks(long last) {
        List<Check> checks = new ArrayList<>();
        if (newest().isEmpty()) {
            checks.add(
                    wrong == null
                            ? Check.notChecked(
                                    CHECKPOINTS,
                                    "There is no checkpoint: that entries are missing at the end, or that all were"
                                            + " rewritten, would not show.")
                            : Check.failed(CHECKPOINTS, wrong));
            return checks;
        }
        SignedCheckpoint newest = newest().get();
        Optional<VerifyingKey> signer = signer(newest);
        if (wrong != null) {
            checks.add(Check.failed(CHECKPOINTS, wrong));
        } else if (signer.isEmpty()) {
            checks.add(Check.failed(
                    CHECKPOINTS,
                    named(newest) + " is not signed by the server's key, nor by one you trust; it names "
                            + newest.keyId() + "."));
        } else {
            checks.add(Check.proven(
                    CHECKPOINTS,
                    count() + ", each naming the one before; the signature of the newest, of "
                            + newest.checkpoint().at() + ", fits."));
        }
        signer.ifPresent(key -> checks.add(
                trusted.contains(key)
                        ? Check.proven(SIGNER, "It was made with the key " + key.keyId() + ", which you trust.")
                        : Check.notChecked(
                                SIGNER,
                                "It was made with the key " + key.keyId() + ", which is not among those you trust.")));
        checks.addAll(history(newest.checkpoint(), last));
        return checks;
    }

    private List<Check> history(Checkpoint newest, long last) {
        List<Check> checks = new ArrayList<>();
        if (rewritten != null) {
            checks.add(Check.failed(HEADS, rewritten));
        }
        if (newest.seq() > last) {
            long missing = newest.seq() - last;
            checks.add(Check.failed(
                    HEADS,
                    "What was signed at " + newest.at() + " has " + newest.seq() + " entries, and the log ends with "
                            + last + ": " + missing + (missing == 1 ? " entry is" : " entries are")
                            + " missing at the end."));
        }
        if (checks.isEmpty()) {
            checks.add(Check.proven(HEADS, "The log is, at each checkpoint, the one that was signed then."));
        }
        if (newest.seq() < last) {
            checks.add(Check.notChecked(
                    COVERAGE,
                    "Entries " + (newest.seq() + 1) + " to " + last
                            + " are newer than the newest checkpoint: that more came after them, or that they were"
                            + " rewritten, would not show."));
        } else {
            checks.add(Check.proven(COVERAGE, "The newest checkpoint covers the log to its end."));
        }
        return checks;
    }

    /** What those say who kept a checkpoint. */
    List<Check> against(List<AuditVerifier.Anchor> anchors, AuditVerifier.Source source) {
        List<Check> checks = new ArrayList<>();
        for (AuditVerifier.Anchor anchor : anchors) {
            String name = ANCHOR + anchor.place();
            try {
                checks.add(against(name, SignedCheckpoint.parse(anchor.text().strip()), source));
            } catch (MalformedReceipt e) {
                checks.add(Check.failed(name, "It cannot be read: " + e.getMessage() + "."));
            }
        }
        if (anchors.isEmpty()) {
            checks.add(Check.notChecked(
                    "anchors",
                    "No checkpoint was kept away from the server: what its own key was used to sign anew would not"
                            + " show."));
        }
        return checks;
    }

    private Check against(String name, SignedCheckpoint kept, AuditVerifier.Source source) {
        if (!kept.checkpoint().org().equals(header.org())) {
            return Check.notChecked(
                    name, "It is of the org " + kept.checkpoint().org() + ".");
        }
        if (digests.contains(kept.digest())) {
            return Check.proven(
                    name,
                    "The log still has the checkpoint you were shown at "
                            + kept.checkpoint().at() + ", of entry "
                            + kept.checkpoint().seq() + ".");
        }
        if (!keyIds.contains(kept.keyId())
                && !header.publicKey().keyId().equals(kept.keyId())
                && trusted.keys().stream().noneMatch(key -> key.keyId().equals(kept.keyId()))) {
            return Check.notChecked(
                    name,
                    "It was signed with the key " + kept.keyId()
                            + ", which is not this server's: another server's, or this one's before it got another key.");
        }
        if (source == AuditVerifier.Source.FILE && kept.checkpoint().at().isAfter(header.at())) {
            return Check.notChecked(name, "It is newer than this export, which says it is of " + header.at() + ".");
        }
        return Check.failed(
                name,
                "You were shown a checkpoint of entry " + kept.checkpoint().seq() + " at "
                        + kept.checkpoint().at()
                        + ", and the server has it no more: its history was cut off or made anew since.");
    }

    Verdict verdict() {
        if (newest().isEmpty()) {
            return Verdict.UNSIGNED;
        }
        return signer(newest().get()).filter(trusted::contains).isPresent() ? Verdict.PROVEN : Verdict.SIGNER_UNKNOWN;
    }

    private Optional<VerifyingKey> signer(SignedCheckpoint checkpoint) {
        Set<VerifyingKey> keys = new HashSet<>(trusted.keys());
        keys.add(header.publicKey());
        return keys.stream()
                .filter(key -> key.keyId().equals(checkpoint.keyId()) && checkpoint.signedBy(key))
                .findFirst();
    }

    private Optional<SignedCheckpoint> newest() {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    private String count() {
        return all.size() == 1 ? "One checkpoint" : all.size() + " checkpoints";
    }

    private static String named(SignedCheckpoint checkpoint) {
        return "The checkpoint of entry " + checkpoint.checkpoint().seq();
    }
}
