package dev.builderos.policy.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.audit.AuditLink;
import dev.builderos.receipts.audit.Checkpoint;
import dev.builderos.receipts.audit.CheckpointRule;
import dev.builderos.receipts.audit.SignedCheckpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Signs how the audit logs stand, every so many entries and every so often, and keeps that outside of the database. Blocking; one call
 * at a time.
 */
@ApplicationScoped
public class KeepCheckpoints {
    private static final Logger LOG = Logger.getLogger(KeepCheckpoints.class);
    private static final int PAGE = 1_000;
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(10);

    private final AuditHistory history;
    private final CheckpointBook book;
    private final CheckpointRule rule;
    private final SigningKey key;
    private final Map<OrgId, Covered> covered = new HashMap<>();
    private final Map<OrgId, Instant> told = new HashMap<>();

    KeepCheckpoints(AuditHistory history, CheckpointBook book, CheckpointRule rule, SigningKey key) {
        this.history = history;
        this.book = book;
        this.rule = rule;
        this.key = key;
    }

    /**
     * How far the checkpoints of an org go.
     *
     * @param look no entry has waited for long enough before this
     */
    private record Covered(long number, long seq, Digest head, Digest digest, Instant look) {
        static Covered of(SignedCheckpoint newest) {
            Checkpoint last = newest.checkpoint();
            return new Covered(last.number(), last.seq(), last.head(), newest.digest(), Instant.MIN);
        }

        Covered lookingAt(Instant time) {
            return new Covered(number, seq, head, digest, time);
        }
    }

    /** Signs what is due. One org that has something wrong keeps no other from its checkpoints. */
    public synchronized void apply() {
        if (!book.own()) {
            return;
        }
        for (AuditHistory.Head head : history.heads().await().atMost(BOUND)) {
            try {
                keep(head);
            } catch (CheckpointBook.Damaged damaged) {
                covered.remove(head.org());
                complain(head, String.valueOf(damaged.getMessage()));
            }
        }
    }

    private void keep(AuditHistory.Head head) {
        Covered last = covered.computeIfAbsent(
                head.org(),
                org -> book.newest(org)
                        .map(Covered::of)
                        .orElse(new Covered(0, 0, AuditLink.START, Checkpoint.NONE, Instant.MIN)));
        if (head.seq() < last.seq()) {
            complain(head, "the log ends with entry " + head.seq() + ", and entry " + last.seq() + " was signed");
            return;
        }
        if (head.seq() - last.seq() < rule.entries() && head.now().isBefore(last.look())) {
            return;
        }
        int limit = Math.max(PAGE, rule.entries());
        boolean more = head.seq() > last.seq();
        while (more) {
            List<AuditLink> uncovered =
                    history.read(head.org(), last.seq(), limit).await().atMost(BOUND);
            switch (rule.due(last.seq(), last.head(), uncovered, head.now())) {
                case CheckpointRule.Broken(String why) -> {
                    complain(head, why);
                    return;
                }
                case CheckpointRule.At(List<AuditLink> links, Instant next) -> {
                    last = sign(head, last, links).lookingAt(next == null ? Instant.MIN : next);
                    more = uncovered.size() == limit;
                }
            }
        }
        covered.put(head.org(), last);
    }

    private Covered sign(AuditHistory.Head head, Covered before, List<AuditLink> links) {
        if (links.isEmpty()) {
            return before;
        }
        List<SignedCheckpoint> signed = new ArrayList<>();
        Covered last = before;
        for (AuditLink link : links) {
            SignedCheckpoint checkpoint = SignedCheckpoint.sign(
                    new Checkpoint(head.org(), last.number() + 1, link.seq(), link.hash(), head.now(), last.digest()),
                    key);
            signed.add(checkpoint);
            last = Covered.of(checkpoint);
        }
        book.append(head.org(), signed);
        covered.put(head.org(), last);
        return last;
    }

    /** Nothing is signed until it is put right; said now and then, because nobody may be looking. */
    private void complain(AuditHistory.Head head, String what) {
        Instant last = told.get(head.org());
        if (last == null || last.plus(TOLD_AGAIN).isBefore(head.now())) {
            told.put(head.org(), head.now());
            LOG.errorf(
                    "no checkpoint of the audit log org=%s reason=%s; builderos audit verify says what was changed",
                    head.org(), what);
        }
    }

    /** Which key signs. */
    public SigningKey key() {
        return key;
    }

    /** Checkpoints as they are kept. */
    public CheckpointBook.Page read(OrgId org, long after, int limit) {
        return book.read(org, after, limit);
    }
}
