package dev.builderos.runner.usecase;

import dev.builderos.contracts.policy.FindPolicy;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.policy.PolicyPinned;
import dev.builderos.contracts.policy.StandingPolicy;
import dev.builderos.contracts.registry.FindNewestSnapshot;
import dev.builderos.contracts.registry.FindProject;
import dev.builderos.contracts.registry.FindSnapshot;
import dev.builderos.contracts.registry.ListPrompts;
import dev.builderos.contracts.registry.ProjectView;
import dev.builderos.contracts.registry.PromptList;
import dev.builderos.contracts.registry.Snapshot;

/** Where a run's files and policy come from. Blocking; refusals are {@code ContractException}s. */
public interface Sources {
    ProjectView project(FindProject query);

    Snapshot snapshot(FindSnapshot query);

    /** The files of a project that were sent last. */
    Snapshot newest(FindNewestSnapshot query);

    PromptList prompts(ListPrompts query);

    /** The policy of the org, which bounds what is pinned. */
    StandingPolicy policyOfOrg(FindPolicy query);

    PolicyPinned pin(PinPolicy command);
}
