package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.StepView;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The lines of one step or of all steps of a run: those that are there, then those that come, until it is over. */
@ApplicationScoped
public class FollowLogs {
    private static final int PAGE = 5_000;
    private static final Feed.Bound BOUND = new Feed.Bound(8_192, 1_000);

    private final Runs runs;
    private final LiveNews live;
    private final StreamSlots slots;
    private final SharedAsking<Asked, LinePage> pages;

    private record Asked(Requester requester, String run, String step, long after) {}

    FollowLogs(Runs runs, LiveNews live, StreamSlots slots) {
        this.runs = runs;
        this.live = live;
        this.slots = slots;
        this.pages =
                new SharedAsking<>(page -> runs.lines(page.requester(), page.run(), page.step(), page.after(), PAGE));
    }

    public Multi<Sent<Line>> ofStep(Requester requester, String run, String step, long after) {
        return follow(
                requester,
                run,
                step::equals,
                after,
                () -> Uni.createFrom().item(new NumberedStream.Roster(List.of(step), true)));
    }

    public Multi<Sent<Line>> ofRun(Requester requester, String run) {
        return follow(
                requester,
                run,
                step -> true,
                0,
                () -> runs.find(requester, run)
                        .map(view -> new NumberedStream.Roster(
                                view.steps().stream().map(StepView::id).toList(),
                                view.summary().state().terminal())));
    }

    private Multi<Sent<Line>> follow(
            Requester requester,
            String run,
            Predicate<String> wanted,
            long after,
            Supplier<Uni<NumberedStream.Roster>> roster) {
        return slots.bounded(() -> {
            var stream = new NumberedStream<>(
                    new Lines(requester, run, roster),
                    step -> new Feed<>(Line::n, line -> line.json().length(), line -> false, BOUND, after));
            var lines = live.lines(requester, run, (step, news) -> {
                if (wanted.test(step)) {
                    stream.news(step, news);
                }
            });
            var ends = live.facts(requester, run, facts -> {
                if (facts.stream().anyMatch(FollowLogs::endsSomething)) {
                    stream.lookAgain();
                }
            });
            var subscription = lines.and(ends).and(live.missed(stream::missed));
            return stream.items().onTermination().invoke(subscription::end);
        });
    }

    private static boolean endsSomething(FactRecord fact) {
        return switch (fact.type()) {
            case "StepSucceeded", "StepFailed", "StepSkipped", "StepCancelled", "ReceiptIssued" -> true;
            default -> false;
        };
    }

    private final class Lines implements NumberedStream.Source<Line> {
        private final Requester requester;
        private final String run;
        private final Supplier<Uni<NumberedStream.Roster>> roster;

        Lines(Requester requester, String run, Supplier<Uni<NumberedStream.Roster>> roster) {
            this.requester = requester;
            this.run = run;
            this.roster = roster;
        }

        @Override
        public Uni<NumberedStream.Roster> roster() {
            return roster.get();
        }

        @Override
        public Uni<Feed.Page<Line>> page(String step, long after) {
            return pages.of(new Asked(requester, run, step, after))
                    .map(page -> new Feed.Page<>(page.lines(), page.ended(), page.more()));
        }
    }
}
