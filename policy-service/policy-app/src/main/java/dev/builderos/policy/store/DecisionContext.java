package dev.builderos.policy.store;

import dev.builderos.contracts.effect.RunSoFar;
import java.util.List;
import java.util.Map;

/** What a decision was made of beside its effect, as its row keeps it. */
record DecisionContext(Map<String, Object> project, List<String> roles, RunSoFar soFar) {
    DecisionContext {
        project = Map.copyOf(project);
        roles = List.copyOf(roles);
    }
}
