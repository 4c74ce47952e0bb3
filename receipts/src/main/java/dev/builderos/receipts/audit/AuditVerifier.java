package dev.builderos.receipts.audit;

import dev.builderos.contracts.Digest;
import dev.builderos.receipts.Check;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies an export, line by line as it comes. It answers for any bytes whatever: what is wrong with them is a failed check.
 *
 * <p>What finds what: the hashes of the entries find a change, a hole and a wrong order; the server's checkpoints find that entries at
 * the end are missing, and that everything was rewritten and hashed anew; anchors that others keep find that the server's checkpoints were
 * taken away, or made anew with its key.
 */
public final class AuditVerifier {
    private static final String FORM = "export form";
    private static final String CHAIN = "entries";
    private static final int SHOWN = 10;

    private final TrustedKeys trusted;
    private final List<Anchor> anchors;
    private final Source source;
    private final List<String> broken = new ArrayList<>();
    private long breaks;
    private long count;
    private long last;
    private Digest hash = AuditLink.START;

    /**
     * A checkpoint that was kept away from the server.
     *
     * @param place where, for people
     * @param text as it was given
     */
    public record Anchor(String place, String text) {}

    /** Where an export comes from. */
    public enum Source {
        /** From the server, now: it has to know every checkpoint it ever gave. */
        SERVER,
        /** From a file that may be older than an anchor. */
        FILE
    }

    private AuditVerifier(TrustedKeys trusted, List<Anchor> anchors, Source source) {
        this.trusted = trusted;
        this.source = source;
        this.anchors = List.copyOf(anchors);
    }

    /**
     * Reads an export to its end and closes it.
     *
     * @throws IOException when it cannot be read; then nothing is known
     */
    public static Verification verify(InputStream export, TrustedKeys trusted, List<Anchor> anchors, Source source)
            throws IOException {
        try (Lines lines = new Lines(export)) {
            return new AuditVerifier(trusted, anchors, source).verify(lines);
        }
    }

    private Verification verify(Lines lines) throws IOException {
        String first = lines.next();
        if (first == null) {
            return failed("The export is empty.");
        }
        try {
            AuditExport.Header header = AuditExport.header(first);
            CheckpointChain checkpoints = new CheckpointChain(header, trusted);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (AuditExport.isEntry(line)) {
                    checkpoints.complete();
                    take(AuditExport.entry(line), checkpoints);
                } else {
                    checkpoints.take(line, count);
                }
            }
            checkpoints.complete();
            return verdict(checkpoints);
        } catch (MalformedReceipt e) {
            return failed("The export cannot be read after entry " + last + ": " + e.getMessage() + ".");
        }
    }

    private static Verification failed(String sentence) {
        return new Verification(Verification.Verdict.FAILED, List.of(Check.failed(FORM, sentence)));
    }

    /** Goes on behind a break with what stands there, so that one change is told as one. */
    private void take(AuditLink link, CheckpointChain checkpoints) {
        count++;
        if (!link.follows(last, hash)) {
            breaks++;
            if (broken.size() < SHOWN) {
                broken.add(breakAt(link));
            }
        }
        checkpoints.pass(link);
        last = link.seq();
        hash = link.hash();
    }

    private String breakAt(AuditLink link) {
        if (link.seq() > last + 1) {
            long missing = link.seq() - last - 1;
            return "Entry " + link.seq() + " stands where entry " + (last + 1) + " belongs: " + missing
                    + (missing == 1 ? " entry is missing." : " entries are missing.");
        }
        if (link.seq() <= last) {
            return "Entry " + link.seq() + " comes after entry " + last + ": the order was changed.";
        }
        return "Entry " + link.seq() + " does not follow from "
                + (last == 0 ? "the beginning" : "entry " + last)
                + ": it was changed, or put in the place of another.";
    }

    private Verification verdict(CheckpointChain checkpoints) {
        List<Check> checks = new ArrayList<>();
        broken.forEach(sentence -> checks.add(Check.failed(CHAIN, sentence)));
        if (breaks > broken.size()) {
            checks.add(Check.failed(CHAIN, "And " + (breaks - broken.size()) + " more such places."));
        }
        if (breaks == 0) {
            checks.add(Check.proven(
                    CHAIN,
                    count == 0
                            ? "The log has no entries."
                            : "Each of the " + count + " entries follows from the one before."));
        }
        checks.addAll(checkpoints.checks(last));
        checks.addAll(checkpoints.against(anchors, source));
        boolean wrong = checks.stream().anyMatch(check -> check.outcome() == Check.Outcome.FAILED);
        return new Verification(wrong ? Verification.Verdict.FAILED : checkpoints.verdict(), checks);
    }
}
