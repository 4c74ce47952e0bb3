package dev.builderos.runner.usecase;

import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.policy.PolicyPinned;
import dev.builderos.contracts.registry.FindSnapshot;
import dev.builderos.contracts.registry.Snapshot;

/** Where a run's files and policy come from. Blocking; refusals are {@code ContractException}s. */
public interface Sources {
    Snapshot snapshot(FindSnapshot query);

    PolicyPinned pin(PinPolicy command);
}
