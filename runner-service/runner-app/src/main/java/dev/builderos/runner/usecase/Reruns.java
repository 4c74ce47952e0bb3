package dev.builderos.runner.usecase;

import dev.builderos.contracts.runner.Rerun;
import dev.builderos.contracts.runner.RunAccepted;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.RunFold;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Starts what a run did anew, as a run of its own. */
@ApplicationScoped
public class Reruns {
    private final KnownRuns known;
    private final StartRuns startRuns;

    Reruns(KnownRuns known, StartRuns startRuns) {
        this.known = known;
        this.startRuns = startRuns;
    }

    /** Blocking; for virtual threads. Refusals are those of {@link StartRuns}. */
    public RunAccepted rerun(Rerun request) {
        KnownRuns.requireOwn(known.stored(request.requester().org(), request.runId()), "done again");
        return startRuns.start(
                known.actor(request.requester().org(), request.runId()).read(before -> again(request, before)));
    }

    /** What the run was asked for last: as it was admitted, or as it was taken up again. */
    private static StartRun again(Rerun request, RunFold before) {
        Fact.RunAdmitted admitted = Objects.requireNonNull(before.admitted());
        Map<String, Object> inputs = new LinkedHashMap<>(before.plan().inputs());
        inputs.putAll(request.inputs());
        RunOptions was = admitted.options();
        return new StartRun(
                request.requester(),
                admitted.project(),
                request.snapshot() == null ? Objects.requireNonNull(before.snapshot()) : request.snapshot(),
                admitted.pipelinePath(),
                inputs,
                new RunOptions(
                        was.sandbox(),
                        request.model() == null ? before.model() : request.model(),
                        request.allowDirty() == null ? was.allowDirty() : request.allowDirty(),
                        request.runId(),
                        was.cache(),
                        null,
                        null),
                request.idempotencyKey(),
                Plans.untrusted(before, request.inputs().keySet()));
    }
}
