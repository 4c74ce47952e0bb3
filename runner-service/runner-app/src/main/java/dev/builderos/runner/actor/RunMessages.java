package dev.builderos.runner.actor;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.contracts.runner.RunAdvanced;

/** Makes the messages that leave with a commit. They are only made here; the outbox row sends them. */
public interface RunMessages {
    Envelope advanced(RunAdvanced event);

    Envelope open(OpenApproval order);

    Envelope withdraw(WithdrawApproval order);
}
