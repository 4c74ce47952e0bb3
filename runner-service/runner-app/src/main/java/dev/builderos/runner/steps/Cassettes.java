package dev.builderos.runner.steps;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.Cassette;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.FactCodec;
import dev.builderos.runner.engine.Replayed;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The records that replays under way go by. Blocking; any thread. */
@ApplicationScoped
public class Cassettes {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int PAGE = 1_000;

    private final RunStore store;
    private final Map<RunId, Cassette> open = new ConcurrentHashMap<>();

    Cassettes(RunStore store) {
        this.store = store;
    }

    /** The record that a replay goes by; null for a run that is none. */
    @Nullable
    Cassette of(RunActor actor) {
        Replayed replayed = actor.read(RunFold::replayed);
        return replayed == null ? null : open.computeIfAbsent(actor.id(), id -> read(replayed));
    }

    /** The replay is over. */
    public void close(RunActor actor) {
        open.remove(actor.id());
    }

    private Cassette read(Replayed replayed) {
        List<Fact> facts = new ArrayList<>();
        FactRecord last = null;
        while (facts.size() < replayed.facts()) {
            List<FactRecord> page =
                    store.facts(replayed.run(), facts.size(), PAGE).await().atMost(BOUND);
            if (page.isEmpty()) {
                break;
            }
            for (FactRecord fact : page) {
                if (facts.size() < replayed.facts()) {
                    facts.add(FactCodec.read(fact));
                    last = fact;
                }
            }
        }
        if (last == null || !last.hash().equals(replayed.head())) {
            throw new Diverged(
                    "record",
                    replayed.head().value(),
                    last == null ? null : last.hash().value());
        }
        return Cassette.of(facts);
    }
}
