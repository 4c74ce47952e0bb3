package dev.builderos.runner.engine;

import dev.builderos.contracts.SourceFile;
import dev.builderos.formats.AgentGrant;
import dev.builderos.formats.HostPattern;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PolicyDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who of a plan's principals has commands that may reach hosts, by the policy that is pinned with the run. It decides how
 * commands are started, not what they may: each request is judged by the policy itself.
 */
final class Networks {
    private static final String POLICY_FILE = "builderos.policy.yaml";

    private Networks() {}

    /** Those of the principals of these steps; null when there is none. */
    static @Nullable Map<String, Plan.Network> of(
            List<SourceFile> files, Definitions definitions, List<Plan.Step> steps) {
        Map<String, AgentGrant> grants = files.stream()
                .filter(file -> file.path().equals(POLICY_FILE))
                .findFirst()
                .map(definitions::policy)
                .map(parsed -> switch (parsed) {
                    case Parsed.Ok<PolicyDefinition>(PolicyDefinition policy) -> policy.agents();
                    case Parsed.Invalid<PolicyDefinition> ignored -> Map.<String, AgentGrant>of();
                })
                .orElse(Map.of());
        Set<String> principals = new HashSet<>();
        steps.forEach(step -> principals.add(step.principal()));
        Map<String, Plan.Network> networks = new TreeMap<>();
        grants.forEach((agent, grant) -> {
            List<String> hosts = texts(grant.network().allow());
            if (principals.contains(agent) && !hosts.isEmpty()) {
                networks.put(
                        agent,
                        new Plan.Network(
                                hosts,
                                texts(grant.network().privately()),
                                grant.network().inject().stream()
                                        .map(Networks::injection)
                                        .toList()));
            }
        });
        return networks.isEmpty() ? null : networks;
    }

    private static Plan.Injection injection(AgentGrant.Injection written) {
        return new Plan.Injection(
                written.secret(),
                written.host().text(),
                written.scheme().name().toLowerCase(Locale.ROOT),
                written.methods(),
                written.header(),
                written.value());
    }

    /** What a command reaches as {@code localhost} is its own, and needs no way out. */
    private static List<String> texts(List<HostPattern> patterns) {
        return patterns.stream()
                .filter(pattern -> !pattern.isOwnLoopback())
                .map(HostPattern::text)
                .toList();
    }
}
