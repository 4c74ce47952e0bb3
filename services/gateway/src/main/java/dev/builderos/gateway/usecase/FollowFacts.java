package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.FactPage;
import dev.builderos.gateway.api.FactRecord;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The journal of a run: what is there, then what comes, until the run is over. */
@ApplicationScoped
public class FollowFacts {
    private static final int PAGE = 500;
    private static final Feed.Bound BOUND = new Feed.Bound(256, 100);

    /** Characters a fact has, about; what is large lies outside the journal. */
    private static final long FACT_WEIGHT = 1_000;

    private static final String JOURNAL = "";
    private static final String LAST_FACT = "ReceiptIssued";

    private final LiveNews live;
    private final StreamSlots slots;
    private final SharedAsking<Asked, FactPage> pages;

    private record Asked(Requester requester, String run, long after) {}

    FollowFacts(Runs runs, LiveNews live, StreamSlots slots) {
        this.live = live;
        this.slots = slots;
        this.pages = new SharedAsking<>(page -> runs.facts(page.requester(), page.run(), page.after(), PAGE));
    }

    public Multi<Sent<FactRecord>> of(Requester requester, String run, long after) {
        return slots.bounded(() -> {
            var stream = new NumberedStream<>(
                    new Journal(requester, run),
                    name -> new Feed<>(
                            FactRecord::seq,
                            fact -> FACT_WEIGHT,
                            fact -> fact.type().equals(LAST_FACT),
                            BOUND,
                            after));
            var subscription = live.facts(requester, run, facts -> stream.news(JOURNAL, facts))
                    .and(live.missed(stream::missed));
            return stream.items().onTermination().invoke(subscription::end);
        });
    }

    private final class Journal implements NumberedStream.Source<FactRecord> {
        private final Requester requester;
        private final String run;

        Journal(Requester requester, String run) {
            this.requester = requester;
            this.run = run;
        }

        @Override
        public Uni<NumberedStream.Roster> roster() {
            return Uni.createFrom().item(new NumberedStream.Roster(List.of(JOURNAL), true));
        }

        @Override
        public Uni<Feed.Page<FactRecord>> page(String feed, long after) {
            return pages.of(new Asked(requester, run, after))
                    .map(page -> new Feed.Page<>(
                            page.facts(), page.ended(), page.facts().size() >= PAGE));
        }
    }
}
