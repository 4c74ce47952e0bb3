package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.runner.Rerun;
import dev.builderos.contracts.runner.RunAccepted;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.RunFold;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;

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
        Fact.RunAdmitted before =
                known.actor(request.requester().org(), request.runId()).read(RunFold::admitted);
        if (before == null) {
            throw new ContractException("run.unknown", ErrorCategory.NOT_FOUND, "there is no run " + request.runId());
        }
        Map<String, Object> inputs = new LinkedHashMap<>(before.inputs());
        inputs.putAll(request.inputs());
        RunOptions was = before.options();
        return startRuns.start(new StartRun(
                request.requester(),
                before.project(),
                request.snapshot() == null ? before.snapshot() : request.snapshot(),
                before.pipelinePath(),
                inputs,
                new RunOptions(
                        was.sandbox(),
                        request.model() == null ? was.model() : request.model(),
                        request.allowDirty() == null ? was.allowDirty() : request.allowDirty(),
                        request.runId()),
                request.idempotencyKey()));
    }
}
