package dev.builderos.gateway.bus;

import dev.builderos.gateway.usecase.Line;
import dev.builderos.gateway.usecase.LiveNews;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Tells those who follow a run its lines. A few are told at once; many are told together what came within a moment, as each
 * of them costs an event of its own. The moment grows with their number, so that all of them together cost the same.
 *
 * @param <K> a run
 */
final class PacedLines<K> {
    private static final Logger LOG = Logger.getLogger(PacedLines.class);

    /** So many are told at once. */
    private static final int FEW = 16;

    private static final Duration MOMENT_FOR_EACH = Duration.ofNanos(500_000);
    private static final Duration LONGEST_MOMENT = Duration.ofMillis(100);

    private final Listeners<K, LinesOnTheBus.Appended> listeners = new Listeners<>();
    private final Map<K, Map<String, List<Line>>> gathered = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock;

    PacedLines(ScheduledExecutorService clock) {
        this.clock = clock;
    }

    /** The listener gets the step and its lines. */
    LiveNews.Subscription add(K run, BiConsumer<String, List<Line>> listener) {
        return listeners.add(run, news -> listener.accept(news.step(), news.lines()));
    }

    boolean has(K run) {
        return listeners.has(run);
    }

    void tell(K run, LinesOnTheBus.Appended news) {
        int many = listeners.count(run);
        if (many <= FEW && !gathered.containsKey(run)) {
            listeners.tell(run, news);
            return;
        }
        gathered.compute(run, (key, there) -> {
            Map<String, List<Line>> bySteps = there;
            if (bySteps == null) {
                bySteps = new LinkedHashMap<>();
                Uni.createFrom()
                        .item(run)
                        .onItem()
                        .delayIt()
                        .onExecutor(clock)
                        .by(moment(many))
                        .subscribe()
                        .with(this::tellGathered, failure -> LOG.errorf(failure, "lines were not told run=%s", run));
            }
            bySteps.computeIfAbsent(news.step(), step -> new ArrayList<>()).addAll(news.lines());
            return bySteps;
        });
    }

    private static Duration moment(int listeners) {
        Duration wanted = MOMENT_FOR_EACH.multipliedBy(listeners);
        return wanted.compareTo(LONGEST_MOMENT) < 0 ? wanted : LONGEST_MOMENT;
    }

    private void tellGathered(K run) {
        Map<String, List<Line>> bySteps = gathered.remove(run);
        if (bySteps != null) {
            bySteps.forEach((step, lines) -> listeners.tell(run, new LinesOnTheBus.Appended(step, lines)));
        }
    }
}
