package dev.builderos.gateway.api;

import java.util.List;

/** Body of {@code POST /v1/policy/suggestions}: 1 to 200 runs that a policy is to let pass. */
public record SuggestPolicy(List<String> runs) {
    public SuggestPolicy {
        runs = List.copyOf(runs);
    }
}
