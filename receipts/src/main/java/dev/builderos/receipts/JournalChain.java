package dev.builderos.receipts;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.journal.FactRecord;
import java.util.List;
import java.util.Optional;

/** Whether facts follow from each other. */
final class JournalChain {
    private JournalChain() {}

    /** The first broken link in words; empty when there is none. */
    static Optional<String> firstBreak(List<FactRecord> facts) {
        if (facts.isEmpty()) {
            return Optional.of("the journal is empty");
        }
        Digest before = FactRecord.GENESIS;
        long expected = 1;
        for (FactRecord fact : facts) {
            String name = "fact " + fact.seq() + " (" + fact.type() + ")";
            if (fact.seq() != expected) {
                return Optional.of(name + " stands where fact " + expected + " belongs");
            }
            if (!fact.prev().equals(before) || !fact.intact()) {
                return Optional.of(name + ": hash does not follow from "
                        + (expected == 1 ? "the beginning" : "fact " + (expected - 1)));
            }
            before = fact.hash();
            expected++;
        }
        return Optional.empty();
    }
}
