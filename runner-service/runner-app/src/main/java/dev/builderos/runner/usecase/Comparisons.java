package dev.builderos.runner.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.runner.CompareRuns;
import dev.builderos.contracts.runner.RunDifferences;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.RunComparison;
import jakarta.enterprise.context.ApplicationScoped;

/** Compares runs as they are now. Blocking; for virtual threads. */
@ApplicationScoped
public class Comparisons {
    private final KnownRuns known;

    Comparisons(KnownRuns known) {
        this.known = known;
    }

    /** Each run is held while it is looked at, one after the other: two that go on are never held together. */
    public RunDifferences compare(CompareRuns query) {
        OrgId org = query.requester().org();
        RunActor run = known.actor(org, query.runId());
        RunActor other = known.actor(org, query.other());
        return RunComparison.of(run.read(RunComparison.Compared::of), other.read(RunComparison.Compared::of));
    }
}
