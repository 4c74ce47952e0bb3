package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.RunView;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;

/** Waits until a run is over, without holding a thread. */
@ApplicationScoped
public class AwaitRun {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Set<String> ENDS = Set.of("RunSucceeded", "RunFailed", "RunCancelled");

    private final Runs runs;
    private final LiveNews live;

    AwaitRun(Runs runs, LiveNews live) {
        this.runs = runs;
        this.live = live;
    }

    /** The run when it is over, or as it stands when the time is. */
    public Uni<RunSummary> of(Requester requester, String run, Duration atMost) {
        return Uni.createFrom().deferred(() -> {
            Pulse pulse = new Pulse();
            var subscription = live.facts(requester, run, facts -> {
                if (facts.stream().anyMatch(fact -> ENDS.contains(fact.type()))) {
                    pulse.wake();
                }
            });
            return look(requester, run, pulse, System.nanoTime() + atMost.toNanos())
                    .onTermination()
                    .invoke(subscription::end);
        });
    }

    private Uni<RunSummary> look(Requester requester, String run, Pulse pulse, long end) {
        return runs.find(requester, run).map(RunView::summary).flatMap(summary -> {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (summary.state().terminal() || !left.isPositive()) {
                return Uni.createFrom().item(summary);
            }
            return pulse.await(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN)
                    .flatMap(woken -> look(requester, run, pulse, end));
        });
    }
}
