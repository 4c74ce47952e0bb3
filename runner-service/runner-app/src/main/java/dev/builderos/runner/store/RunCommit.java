package dev.builderos.runner.store;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.RunSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts of one run that are committed together, with where the run then stands and what others are told.
 *
 * @param epoch the lease epoch they are written under; an older one is refused
 * @param facts at least one, following the run's last committed fact
 * @param closed whether no fact will follow
 * @param messages outbox rows of the same transaction
 * @param birth present exactly for the first facts of a run
 * @param receipt the signed envelope, present exactly with the fact that it was issued
 */
public record RunCommit(
        RunId runId,
        OrgId org,
        long epoch,
        List<FactRecord> facts,
        RunSummary summary,
        boolean closed,
        List<Envelope> messages,
        @Nullable Birth birth,
        @Nullable String receipt) {
    public RunCommit {
        facts = List.copyOf(facts);
        messages = List.copyOf(messages);
        if (facts.isEmpty()) {
            throw new IllegalArgumentException("a commit has at least one fact");
        }
        if ((birth != null) != (facts.getFirst().seq() == 1)) {
            throw new IllegalArgumentException("a run is born with its first fact");
        }
    }

    /** The sequence the run must be at for this commit to follow. */
    long after() {
        return facts.getFirst().seq() - 1;
    }

    long upTo() {
        return facts.getLast().seq();
    }

    /** What only the first commit of a run carries. */
    public record Birth(
            String planDigest, String planJson, @Nullable String idempotencyKey) {}
}
