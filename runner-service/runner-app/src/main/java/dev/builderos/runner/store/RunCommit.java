package dev.builderos.runner.store;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.formats.ConcurrencyDefinition;
import dev.builderos.formats.Money;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
 * @param standing by the plan that the run follows now
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
        @Nullable String receipt,
        Standing standing) {
    private static final String ANSWER = Fact.ModelAnswered.class.getSimpleName();
    private static final String COST = "cost";

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

    /** What models were paid, as the facts say; mostly nothing. */
    List<Paid> paid() {
        return facts.stream()
                .filter(fact -> fact.type().equals(ANSWER) && fact.body().has(COST))
                .map(fact -> new Paid(
                        LocalDate.ofInstant(fact.at(), ZoneOffset.UTC),
                        Money.of(fact.body().get(COST).asText())))
                .toList();
    }

    /**
     * An answer of a model that cost something.
     *
     * @param day of UTC
     */
    record Paid(LocalDate day, Money cost) {}

    /** What only the first commit of a run carries. */
    public record Birth(
            String planDigest, String planJson, @Nullable String idempotencyKey) {}

    /**
     * Where a run stands among others.
     *
     * @param group its concurrency group; null when it belongs to none
     * @param rank who of a group goes first; more is earlier
     * @param cancelsEarlier whether it cancels those of its group that came before it, instead of waiting for them
     */
    public record Standing(@Nullable String group, short rank, boolean cancelsEarlier) {
        /** As a plan says, for a run that belongs to no group whatever the plan says. */
        public static Standing alone(Plan plan) {
            return new Standing(null, rank(plan), false);
        }

        private static short rank(Plan plan) {
            return switch (plan.priority()) {
                case LOW -> 0;
                case NORMAL -> 1;
                case HIGH -> 2;
            };
        }

        /** As a plan says. */
        public static Standing of(Plan plan) {
            Plan.Concurrency concurrency = plan.concurrency();
            return concurrency == null
                    ? alone(plan)
                    : new Standing(
                            concurrency.group(),
                            rank(plan),
                            concurrency.onConflict() == ConcurrencyDefinition.OnConflict.CANCEL_IN_PROGRESS);
        }
    }
}
