package dev.builderos.receipts.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which entries get a checkpoint: every so many, and the last one when the first that has none has waited for so long.
 *
 * <p>Entries are only ever signed for when they follow from what was signed before. A log that was rewritten and hashed anew gets no
 * signature of ours.
 */
public record CheckpointRule(int entries, Duration patience) {
    public CheckpointRule {
        if (entries < 1 || patience.isNegative()) {
            throw new IllegalArgumentException("a checkpoint covers at least one entry, and waits no negative time");
        }
    }

    /** What is to be done. */
    public sealed interface Due {}

    /**
     * These entries get one each, in order; there may be none.
     *
     * @param next when those after them have waited for long enough, as long as there are no more; none are left when it is null
     */
    public record At(List<AuditLink> links, @Nullable Instant next) implements Due {
        public At {
            links = List.copyOf(links);
        }
    }

    /** The log does not follow from what was signed. */
    public record Broken(String why) implements Due {}

    /**
     * Whether a checkpoint is due now.
     *
     * @param covered the last entry with a checkpoint, 0 for none
     * @param head its hash as it was signed, {@link AuditLink#START} for none
     * @param uncovered the entries after it, in order, without a hole
     */
    public Due due(long covered, Digest head, List<AuditLink> uncovered, Instant now) {
        OptionalLong broken = AuditLink.firstBreak(covered, head, uncovered);
        if (broken.isPresent()) {
            return new Broken("entry " + broken.getAsLong() + " does not follow from entry "
                    + (broken.getAsLong() - 1)
                    + (broken.getAsLong() == covered + 1 && covered > 0 ? ", as the newest checkpoint has it" : ""));
        }
        List<AuditLink> due = new ArrayList<>();
        int next = entries;
        for (; next <= uncovered.size(); next += entries) {
            due.add(uncovered.get(next - 1));
        }
        int firstLeft = next - entries;
        if (firstLeft >= uncovered.size()) {
            return new At(due, null);
        }
        Instant late = writtenAt(uncovered.get(firstLeft), now).plus(patience);
        if (late.isAfter(now)) {
            return new At(due, late);
        }
        due.add(uncovered.getLast());
        return new At(due, null);
    }

    /** When an entry was written, as it says; one that does not say has waited long enough. */
    private Instant writtenAt(AuditLink link, Instant now) {
        try {
            JsonNode entry = JsonTree.read(link.entry().getBytes(StandardCharsets.UTF_8));
            return Instant.parse(entry.path("at").asText());
        } catch (IOException | DateTimeException | IllegalArgumentException unreadable) {
            return now.minus(patience);
        }
    }
}
