package dev.builderos.runner.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.runner.actor.RunActor;
import java.util.Optional;

/** Where the state of a run is to be had. Neither asks whose run it is: whoever calls has looked. */
public interface RunActors {
    /** The actor that carries the run out here, when it is ours and goes on. */
    Optional<RunActor> active(RunId id);

    /**
     * One that carries nothing out, with the state that the journal tells. Blocking.
     *
     * @throws dev.builderos.contracts.ContractException when the journal cannot be read
     */
    RunActor read(OrgId org, RunId id, Digest plan);
}
