package dev.builderos.runner.actor;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.contracts.runner.RunAdvanced;

/** What a run says to others. */
public interface RunMessages {
    /** Tells whoever listens, after the commit; who misses it finds the facts in the journal. Must not block. */
    void advanced(RunAdvanced news);

    /** The message that leaves with a commit: only made here, the outbox row sends it. The same for {@link #withdraw}. */
    Envelope open(OpenApproval order);

    Envelope withdraw(WithdrawApproval order);
}
